import type { PanelSpec } from '@/components/panels'

/** What a panel still needs before it can be asked; null when nothing is missing. */
export function mistakeOf({ kind, series, groups, over }: PanelSpec): string | null {
  if (kind === 'text') return null
  const without = series.find(({ measure }) => measure.kind !== 'count' && !measure.field)
  if (without) return `Name the field whose ${without.measure.kind} is meant.`
  if ((kind === 'pie' || kind === 'top') && !groups.length) return 'Name the field whose values are shown.'
  if (kind === 'bar' && over === 'groups' && !groups.length) return 'Name the field that the bars stand for.'
  return null
}
