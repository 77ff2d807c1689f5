import type { PanelKind, PanelSpec } from '@/components/panels'

import type { Chart, Place } from '../place'

/** How a chart is named, and what panel draws it. A pivot is drawn by itself. */
export const CHART_WORDS: Record<Chart, string> = {
  line: 'Lines over time',
  area: 'Areas over time',
  bar: 'Bars over time',
  bars: 'Bars by group',
  pie: 'Pie',
  top: 'Top list',
  table: 'Table',
  pivot: 'Pivot',
  heatmap: 'Heat map',
  number: 'Number',
}

const KIND: Record<Exclude<Chart, 'pivot'>, PanelKind> = {
  line: 'line',
  area: 'area',
  bar: 'bar',
  bars: 'bar',
  pie: 'pie',
  top: 'top',
  table: 'table',
  heatmap: 'heatmap',
  number: 'number',
}

/** How many of the fields a chart can be grouped by. */
export const groupsOf = (chart: Chart): number =>
  chart === 'number' ? 0 : chart === 'heatmap' ? 1 : chart === 'pivot' ? 2 : 3

export const needsField = (place: Pick<Place, 'measure'>) => place.measure !== 'count'

/** Fields that are there, without the empty ones of a form. */
export const fieldsOf = ({ by, chart }: Pick<Place, 'by' | 'chart'>) =>
  [...new Set(by.map((name) => name.trim()).filter(Boolean))].slice(0, groupsOf(chart))

export const measureOf = ({ measure, field, percent }: Pick<Place, 'measure' | 'field' | 'percent'>) => ({
  kind: measure,
  ...(measure === 'count' ? {} : { field }),
  ...(measure === 'percentile' ? { percent } : {}),
})

export const measureWords = ({
  measure,
  field,
  percent,
}: Pick<Place, 'measure' | 'field' | 'percent'>): string =>
  measure === 'count' ? 'logs' : `${measure === 'percentile' ? `p${percent}` : measure} of ${field}`

export function panelOf(place: Place, chart: Exclude<Chart, 'pivot'>): PanelSpec {
  return {
    id: 'explore',
    title: '',
    kind: KIND[chart],
    layout: { x: 0, y: 0, w: 12, h: 8 },
    series: [{ label: measureWords(place), q: place.q, measure: measureOf(place) }],
    groups: fieldsOf({ by: place.by, chart }),
    over: chart === 'bars' ? 'groups' : 'time',
    step: null,
    limit: place.limit,
    stacked: chart === 'area' || chart === 'bar',
  }
}
