/** Pipelines and reparses, as `docs/reference/api.md` has them. */

export const INPUTS = ['tcp', 'udp', 'http', 'beats', 'upload', 'api', 'internal'] as const
export type PipelineInput = (typeof INPUTS)[number]

export interface Version {
  number: number
  text: string
  condition: string
  inputs: PipelineInput[]
  keys: number[]
  note: string
  created_at: string
  created_by: string | null
}

export interface FilterCount {
  id: string
  name: string
  line: number
  events: number
  /** Events that it did nothing to, as a grok that does not match. */
  unsuccessful: number
  failures: number
  timeouts: number
  nanoseconds: number
  last_failure: string
}

export interface Counts {
  version: number
  problem: string
  filters: FilterCount[]
}

export interface Pipeline {
  id: number
  name: string
  position: number
  enabled: boolean
  samples: string[]
  created_at: string
  updated_at: string
  version: Version
  counts: Counts | null
}

export interface Problem {
  part: 'text' | 'condition'
  line: number
  column: number
  message: string
  hint: string
}

export interface Checked {
  problems: Problem[]
  warnings: Problem[]
}

export type Document = Record<string, unknown>

export interface Step {
  filter: string
  line: number
  events: Document[]
  microseconds: number
}

export interface Tried {
  sample: string
  documents: Document[]
  steps: Step[]
  microseconds: number
  left_out: boolean
}

export interface TryAnswer extends Checked {
  tried: Tried[]
}

export interface FilterOption {
  name: string
  kind: string
  required: boolean
  default: string | null
  one_of: string[]
}

export interface Reference {
  filters: { name: string; summary: string; options: FilterOption[] }[]
  everywhere: FilterOption[]
  refused: { name: string; instead: string }[]
  patterns: string[]
}

export interface Taken {
  field: string
  start: number
  end: number
  value: string
}

export interface Looked {
  matched: boolean
  taken: Taken[]
  fits: number
  until: number
  problem: string
}

export interface Suggestion {
  title: string
  pattern: string
  taken: Taken[]
}

/** What is written in the editor, saved or not. */
export interface Draft {
  name: string
  text: string
  condition: string
  inputs: PipelineInput[]
  keys: number[]
  samples: string[]
}

export type Stage =
  'waiting' | 'comparing' | 'compared' | 'applying' | 'done' | 'undoing' | 'undone' | 'failed' | 'cancelled'

export type ChangeKind = 'added' | 'removed' | 'changed'

export interface Difference {
  field: string
  kind: ChangeKind
  before: unknown
  after: unknown
}

export interface Reparse {
  id: string
  pipeline: number | null
  name: string
  version: number
  query: string
  start: string
  end: string
  stage: Stage
  total: number
  compared: number
  counts: {
    events: number
    changed: number
    dropped: number
    made: number
    left_alone: number
    failures_before: number
    failures_after: number
  }
  fields: Record<string, Partial<Record<ChangeKind, number>>>
  samples: { before: Document; after: Document[]; differences: Difference[] }[]
  chunks: number
  next_chunk: number
  refused: number
  error: string
  created_at: string
  created_by: string | null
  finished_at: string | null
}

export const isUnderway = ({ stage }: Reparse) =>
  stage === 'waiting' || stage === 'comparing' || stage === 'applying' || stage === 'undoing'

export const EMPTY: Draft = { name: '', text: '', condition: '', inputs: [], keys: [], samples: [] }

export const draftOf = ({ name, samples, version }: Pipeline): Draft => ({
  name,
  samples,
  text: version.text,
  condition: version.condition,
  inputs: version.inputs,
  keys: version.keys,
})

/** Do two drafts make the same version? */
export const sameVersion = (one: Draft, other: Draft) =>
  one.text === other.text &&
  one.condition === other.condition &&
  [...one.inputs].sort().join() === [...other.inputs].sort().join() &&
  [...one.keys].sort().join() === [...other.keys].sort().join()

export const sameDraft = (one: Draft, other: Draft) =>
  sameVersion(one, other) && one.name === other.name && one.samples.join('\n') === other.samples.join('\n')
