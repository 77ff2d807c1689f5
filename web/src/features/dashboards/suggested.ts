'use client'

import type { PanelSpec } from '@/components/panels'

import { blank } from './panels'
import { usePlace } from './place'

/** A panel that somebody brought along from the Explorer: `?add=` is its query, `?cols=` the columns that were shown. */
export function useSuggestedPanel(): PanelSpec | undefined {
  const [{ add, cols }] = usePlace()
  if (add === null) return undefined
  const panel = blank([], 'bar')
  return {
    ...panel,
    title: add ? add.slice(0, 80) : 'All logs',
    series: [{ label: '', q: add, measure: { kind: 'count' } }],
    groups: ['level'],
    stacked: true,
    columns: cols?.split(',').filter(Boolean) ?? [],
  }
}
