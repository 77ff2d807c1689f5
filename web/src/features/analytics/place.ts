'use client'

import {
  parseAsArrayOf,
  parseAsFloat,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'

import { MEASURES } from '@/components/panels'

export const TABS = ['overview', 'explorer', 'compare', 'patterns', 'anomalies', 'kibana'] as const
export type TabName = (typeof TABS)[number]

export const CHARTS = [
  'line', 'area', 'bar', 'bars', 'pie', 'top', 'table', 'pivot', 'heatmap', 'number',
] as const // prettier-ignore
export type Chart = (typeof CHARTS)[number]

export const AGAINST = ['rest', 'before', 'query'] as const
export type Against = (typeof AGAINST)[number]

export const SERIES = ['service,level', 'service', 'level', 'host', 'all', 'patterns'] as const
export const SENSITIVITIES = ['low', 'normal', 'high'] as const

const parsers = {
  tab: parseAsStringLiteral(TABS).withDefault('overview'),
  q: parseAsString.withDefault(''),
  from: parseAsString.withDefault('now-24h'),
  to: parseAsString.withDefault('now'),
  // explorer
  chart: parseAsStringLiteral(CHARTS).withDefault('line'),
  measure: parseAsStringLiteral(MEASURES).withDefault('count'),
  field: parseAsString.withDefault(''),
  percent: parseAsFloat.withDefault(95),
  by: parseAsArrayOf(parseAsString).withDefault(['service']),
  limit: parseAsInteger.withDefault(10),
  // compare
  against: parseAsStringLiteral(AGAINST),
  other: parseAsString.withDefault(''),
  // patterns
  since: parseAsStringLiteral(['off', 'before'] as const).withDefault('off'),
  // anomalies
  hours: parseAsInteger.withDefault(24),
  of: parseAsStringLiteral(SERIES).withDefault('service,level'),
  sensitivity: parseAsStringLiteral(SENSITIVITIES).withDefault('normal'),
}

/** All that the page shows is in its address. */
export const usePlace = () => useQueryStates(parsers, { history: 'push' })

export type Place = ReturnType<typeof usePlace>[0]
export type Go = ReturnType<typeof usePlace>[1]
