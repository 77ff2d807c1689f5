/** What analytics answers, as `docs/reference/analytics.md` has it. */

export interface Two {
  value: string | null
  count: number
  errors: number
  previous_count: number
  previous_errors: number
  query: string
}

export interface Difference {
  field: string
  value: string | null
  ours: number
  theirs: number
  our_share: number
  their_share: number
  /** The least by which the shares differ; above 0: more frequent among ours. */
  score: number
  times: number | null
  include: string
  exclude: string
}

export interface Overview {
  total: Two
  levels: Two[]
  services: Two[]
  hosts: Two[]
  step: number
  series: { start: string; count: number; errors: number; previous: number }[]
  hours: number[]
  zone: string
  changes: Difference[]
  from: string
  to: string
}

export interface Comparison {
  ours: number
  theirs: number
  other_q: string
  other_from: string
  other_to: string
  results: Difference[]
  more: number
  fields_seen: string[]
  left_out: { field: string; reason: string }[]
  bounded: Record<string, number>
  from: string
  to: string
  elapsed_ms: number
}

export interface Variable {
  kind: string
  values: [string, number][]
  distinct: number
  complete: boolean
}

export interface Pattern {
  id: string
  template: string
  count: number
  share: number
  /** Lines of it in the period before; 0: it is new. Null where nobody asked. */
  before: number | null
  first: string
  last: string
  levels: Record<string, number>
  trend: number[]
  samples: string[]
  variables: Variable[]
  /** Its lines, and perhaps others with the same words; empty when it has none. */
  query: string
  include: string
  exclude: string
}

export interface Patterns {
  lines: number
  total: number
  earlier_lines: number
  /** How lines were drawn, where not all were looked at. */
  sample: string | null
  patterns: number
  results: Pattern[]
  starts: string[]
  step: number
  from: string
  to: string
}

export interface Band {
  start: string
  /** Null is no data, which is not 0. */
  number: number | null
  expected: number | null
  low: number | null
  high: number | null
  kind: 'usual' | 'high' | 'low' | 'unknown'
}

export interface Episode {
  series: string
  kind: 'high' | 'low'
  reason: string
  start: string
  end: string
  number: number
  expected: number
  usual_low: number
  usual_high: number
  score: number
  query: string
}

export interface Anomalies {
  results: Episode[]
  bands: Record<string, Band[]>
  step: number
  series: number
  groups: number
  learning: number
  zone: string
  from: string
  to: string
}
