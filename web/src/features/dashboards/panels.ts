/** What is done to the panels of a draft. */

import type { PanelKind, PanelSpec } from '@/components/panels'

import { bottom, settle } from './grid/layout'

/** How large a panel of a kind is at first. */
const SIZES: Record<PanelKind, { w: number; h: number }> = {
  line: { w: 6, h: 7 },
  area: { w: 6, h: 7 },
  bar: { w: 6, h: 7 },
  pie: { w: 4, h: 6 },
  table: { w: 6, h: 7 },
  number: { w: 3, h: 4 },
  top: { w: 4, h: 7 },
  heatmap: { w: 6, h: 7 },
  logs: { w: 12, h: 8 },
  text: { w: 4, h: 4 },
}

export function freeId(panels: readonly PanelSpec[]): string {
  const taken = new Set(panels.map(({ id }) => id))
  for (let number = panels.length + 1; ; number += 1) if (!taken.has(`p${number}`)) return `p${number}`
}

export const blank = (panels: readonly PanelSpec[], kind: PanelKind = 'line'): PanelSpec => ({
  id: freeId(panels),
  title: '',
  kind,
  layout: { x: 0, y: bottom(panels), ...SIZES[kind] },
  series: [{ label: '', q: '', measure: { kind: 'count' } }],
  groups: [],
  over: 'time',
  step: null,
  limit: 10,
  columns: [],
  order: 'newest',
  markdown: '',
  stacked: false,
  unit: '',
  thresholds: [],
  legend: true,
})

/** A panel that takes another kind, with what that kind cannot do without. */
export function asKind(panel: PanelSpec, kind: PanelKind): PanelSpec {
  const needsGroup = kind === 'pie' || kind === 'top'
  const one = kind === 'pie' || kind === 'top' || kind === 'heatmap'
  return {
    ...panel,
    kind,
    groups:
      needsGroup && !panel.groups.length
        ? ['service']
        : kind === 'heatmap'
          ? panel.groups.slice(0, 1)
          : panel.groups,
    series: one ? panel.series.slice(0, 1) : panel.series,
    over: kind === 'bar' ? (panel.over ?? 'time') : 'time',
  }
}

export const replace = (panels: readonly PanelSpec[], panel: PanelSpec): PanelSpec[] =>
  panels.some(({ id }) => id === panel.id)
    ? panels.map((each) => (each.id === panel.id ? panel : each))
    : settle([...panels, panel])

/** The copy stands below, and the others make room. */
export function duplicate(panels: readonly PanelSpec[], id: string): PanelSpec[] {
  const original = panels.find((each) => each.id === id)
  if (!original) return [...panels]
  const { x, y, w, h } = original.layout
  const beside = x + 2 * w <= 12
  const copy = {
    ...original,
    id: freeId(panels),
    title: original.title && `${original.title} (copy)`,
    layout: { x: beside ? x + w : x, y: beside ? y : y + h, w, h },
  }
  return settle([...panels, copy], copy.id)
}

export const without = (panels: readonly PanelSpec[], id: string): PanelSpec[] =>
  settle(panels.filter((each) => each.id !== id))
