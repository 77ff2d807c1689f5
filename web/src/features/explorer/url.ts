'use client'

import {
  createParser,
  parseAsArrayOf,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'

import { filterParam, readFilterParam } from '@/components/query-bar'
import type { Filter } from '@/components/query-bar'
import { DEFAULT_RANGE } from '@/lib/time'

const parseFilter = createParser<Filter>({
  parse: readFilterParam,
  serialize: filterParam,
  eq: (a, b) => filterParam(a) === filterParam(b),
})

export const DEFAULT_COLUMNS = ['service', 'message']
export const MODES = ['table', 'raw'] as const
export const REFRESHES = ['off', '5s', '10s', '30s', '1m'] as const
export type Mode = (typeof MODES)[number]
export type Refresh = (typeof REFRESHES)[number]

const parsers = {
  q: parseAsString.withDefault(''),
  f: parseAsNativeArrayOf(parseFilter),
  from: parseAsString.withDefault(DEFAULT_RANGE.from),
  to: parseAsString.withDefault(DEFAULT_RANGE.to),
  cols: parseAsArrayOf(parseAsString).withDefault(DEFAULT_COLUMNS),
  order: parseAsStringLiteral(['newest', 'oldest'] as const).withDefault('newest'),
  mode: parseAsStringLiteral(MODES).withDefault('table'),
  wrap: parseAsStringLiteral(['0', '1'] as const).withDefault('0'),
  refresh: parseAsStringLiteral(REFRESHES).withDefault('off'),
  id: parseAsString,
}

/** All that the Explorer shows is in its address. */
export const useUrl = () => useQueryStates(parsers, { history: 'push', shallow: true })

type Url = ReturnType<typeof useUrl>
export type UrlState = Url[0]
export type UrlChange = Partial<{ [K in keyof UrlState]: UrlState[K] | null }>
