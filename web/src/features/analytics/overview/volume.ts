import type { Answer, PanelSpec } from '@/components/panels'
import { withClause } from '@/components/query-bar'

import type { Overview } from '../model'

/** The volume as a panel that is drawn as any other. */
export function volume(found: Overview, q: string): { panel: PanelSpec; answer: Answer } {
  const errors = withClause(q, 'level:>=error')
  const lines = [
    { label: 'Logs', q, numbers: found.series.map(({ count }) => count) },
    { label: 'Errors', q: errors, numbers: found.series.map(({ errors }) => errors) },
    { label: 'Logs, period before', q: undefined, numbers: found.series.map(({ previous }) => previous) },
  ]
  const starts = found.series.map(({ start }) => start)
  return {
    panel: {
      id: 'volume',
      title: 'Volume',
      kind: 'line',
      layout: { x: 0, y: 0, w: 12, h: 6 },
      series: lines.map(({ label }) => ({ label, q: '', measure: { kind: 'count' } })),
      groups: [],
      limit: 3,
    },
    answer: {
      id: 'volume',
      kind: 'line',
      title: 'Volume',
      error: null,
      from: found.from,
      to: found.to,
      elapsed_ms: 0,
      step: found.step,
      starts,
      ends: starts.map((start) => new Date(Date.parse(start) + 1000 * found.step).toISOString()),
      series: lines.map((line) => ({
        ...line,
        keys: [],
        total: line.numbers.reduce((sum, each) => sum + each, 0),
      })),
    },
  }
}
