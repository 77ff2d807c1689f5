/** What a panel is, and the answer that it draws. A screen, a shared link and a PDF have the same. */

import type { LogEvent } from '@/lib/model'

export const KINDS = [
  'line',
  'area',
  'bar',
  'pie',
  'table',
  'number',
  'top',
  'heatmap',
  'logs',
  'text',
] as const
export type PanelKind = (typeof KINDS)[number]

export const MEASURES = ['count', 'sum', 'average', 'minimum', 'maximum', 'percentile', 'distinct'] as const
export type MeasureKind = (typeof MEASURES)[number]

export interface Measure {
  kind: MeasureKind
  /** What all kinds but `count` look at. */
  field?: string
  percent?: number
}

export interface Series {
  label: string
  q: string
  measure: Measure
  /** A second query: the series is its share of that. */
  of?: string | null
}

/** In cells of a grid of twelve columns. */
export interface Layout {
  x: number
  y: number
  w: number
  h: number
}

export const TONES = ['good', 'info', 'warning', 'critical', 'neutral'] as const
export type Tone = (typeof TONES)[number]

/** From this value on, a number is shown in this colour. */
export interface Threshold {
  value: number
  colour: Tone
}

export interface PanelSpec {
  id: string
  title: string
  description?: string
  kind: PanelKind
  layout: Layout
  series: Series[]
  groups: string[]
  /** What the bars of a bar chart stand for. */
  over?: 'time' | 'groups'
  /** Seconds of one interval; null chooses a readable one. */
  step?: number | null
  limit: number
  columns?: string[]
  order?: 'newest' | 'oldest'
  markdown?: string
  stacked?: boolean
  unit?: string
  thresholds?: Threshold[]
  legend?: boolean
}

/** Why a panel shows nothing. */
export interface PanelProblem {
  code: string
  message: string
  hint?: string
  /** Where in the query, counted from 1. */
  column?: number
}

export type Numbers = (number | null)[]

/** A line through time: `numbers[i]` is of the interval from `starts[i]` to `ends[i]`. */
export interface AnswerLine {
  label: string
  keys: (string | null)[]
  /** Finds the logs behind it; not on a page that is shared. */
  q?: string
  numbers: Numbers
  total: number | null
}

/** A group: `numbers[i]` is that of column i, `qs[i]` finds the logs behind it. */
export interface AnswerRow {
  keys: (string | null)[]
  numbers: Numbers
  qs?: string[]
}

export interface Figure {
  label: string
  value: number | null
  previous: number | null
  /** As a part: 0.5 is half as much again. */
  change: number | null
  q?: string
  numbers: Numbers
}

/** `x` and `y` are places in `across` and `down`. */
export interface Cell {
  x: number
  y: number
  number: number | null
  q?: string
  from: string
  to: string
}

/** A text as elements: there is no HTML in it. */
export type Block = { text: string } | { tag: string; href?: string; children?: Block[] }

/** What a panel shows; which of the fields are there depends on its kind. */
export interface Answer {
  id: string
  kind: PanelKind
  title: string
  error: PanelProblem | null
  from: string
  to: string
  elapsed_ms: number
  step?: number | null
  starts?: string[]
  ends?: string[]
  series?: AnswerLine[]
  /** How many there are in all. */
  groups?: number
  columns?: string[]
  rows?: AnswerRow[]
  total?: Numbers
  figures?: Figure[]
  previous_from?: string
  across?: string[]
  down?: (string | null)[]
  cells?: Cell[]
  events?: LogEvent[]
  matches?: number
  q?: string
  blocks?: Block[]
}

/** What a panel is called: with its variables' values where it names some. */
export const titleOf = (panel: Pick<PanelSpec, 'title'>, answer: Answer | undefined) =>
  (panel.title.includes('$') && answer?.title) || panel.title || 'Untitled panel'

/** Where a mark leads. */
export type LinkTo = (q: string, from: string, to: string) => string

export interface DrawProps {
  panel: PanelSpec
  answer: Answer
  zone: string
  /** Absent where there is no Explorer to go to. */
  linkTo?: LinkTo
  /** A part of the time axis was chosen. */
  onZoom?: (from: Date, to: Date) => void
}

/** The link of a mark, where it has one. */
export const linkOf = ({ linkTo, answer }: DrawProps, q: string | undefined) =>
  q === undefined ? undefined : linkTo?.(q, answer.from, answer.to)

/** A share has no unit of its own: it is read as a percentage. */
export const unitOf = ({ unit, series }: Pick<PanelSpec, 'unit' | 'series'>, column: number) =>
  unit || (typeof series[column]?.of === 'string' ? 'percent' : '')

/** What stands for a group without a value. */
export const keyText = (key: string | null) => (key === null ? '(none)' : key === '' ? '(empty)' : key)
export const keysText = (keys: readonly (string | null)[]) => keys.map(keyText).join(' · ')

/** The name of a line: its group; with several series also which. */
export function lineLabel(line: AnswerLine, panel: Pick<PanelSpec, 'series'>): string {
  const group = keysText(line.keys)
  if (!group) return line.label || 'all logs'
  return panel.series.length > 1 && line.label && line.label !== group ? `${group} · ${line.label}` : group
}

const nothing = (value: number | null) => value === null || value === 0

export function isEmpty({ kind, series, rows, figures, cells, events }: Answer): boolean {
  if (kind === 'text') return false
  if (kind === 'logs') return !events?.length
  if (kind === 'number') return !figures?.some(({ value }) => value !== null)
  if (kind === 'heatmap') return !cells?.some(({ number }) => !nothing(number))
  if (series) return series.every((line) => line.numbers.every(nothing))
  return !rows?.some(({ numbers }) => numbers.some((number) => !nothing(number)))
}
