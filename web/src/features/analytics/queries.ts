'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { call, get } from '@/lib/api'

import { before, type Asked } from './asked'
import type { Anomalies, Comparison, Overview } from './model'
import type { Place } from './place'

/** Answers are of absolute times and stay true; old ones stay on screen until the new ones are there. */
const settled = {
  staleTime: Infinity,
  gcTime: 60_000,
  retry: false,
  placeholderData: keepPreviousData,
} as const

export function useOverview(asked: Asked | undefined) {
  const tenant = useTenant()
  return useQuery({
    ...settled,
    queryKey: ['analytics', tenant, 'overview', asked],
    queryFn: ({ signal }) => get<Overview>('/analytics/overview/', { ...asked }, signal),
    enabled: asked !== undefined,
  })
}

/** Without a query there is no rest: then the period before is what others are set against. */
export const againstOf = ({ against, q }: Pick<Place, 'against' | 'q'>) =>
  against ?? (q.trim() ? 'rest' : 'before')

export function useComparison(asked: Asked | undefined, place: Place) {
  const tenant = useTenant()
  const against = againstOf(place)
  const other =
    against === 'before' && asked
      ? { other_from: before(asked).from, other_to: before(asked).to }
      : against === 'query'
        ? { other_q: place.other || '*' }
        : {}
  return useQuery({
    ...settled,
    queryKey: ['analytics', tenant, 'compare', asked, other],
    queryFn: ({ signal }) => get<Comparison>('/analytics/compare/', { ...asked, ...other }, signal),
    enabled: asked !== undefined && !(against === 'rest' && !asked.q.trim()),
  })
}

type Judging = Pick<Place, 'hours' | 'of' | 'sensitivity'>

/** `queries` are those of patterns: each is a series of its own. */
export function useAnomalies(asked: Asked | undefined, judging: Judging, queries: string[] | null) {
  const tenant = useTenant()
  const { hours, of, sensitivity } = judging
  const common = { q: asked?.q, to: asked?.to, hours, sensitivity }
  return useQuery({
    ...settled,
    queryKey: ['analytics', tenant, 'anomalies', common, of, queries],
    queryFn: ({ signal }) =>
      queries
        ? call<Anomalies>('POST', '/analytics/anomalies/', { body: { ...common, queries }, signal })
        : get<Anomalies>('/analytics/anomalies/', { ...common, by: of }, signal),
    enabled: asked !== undefined && (of !== 'patterns' || Boolean(queries?.length)),
  })
}

export function useKibana(): string | undefined {
  const tenant = useTenant()
  const { data } = useQuery({
    queryKey: ['analytics', tenant, 'settings'],
    queryFn: ({ signal }) => get<{ kibana_url?: string }>('/analytics/settings/', undefined, signal),
    staleTime: Infinity,
    retry: false,
  })
  return data?.kibana_url
}
