'use client'

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { get, post } from '@/lib/api'
import type { List, Member } from '@/lib/model'

import type { Alert, AlertCounts, AlertStatistics, AlertWhole } from '../model'
import { say } from '../queries'

const REFRESH_MS = 5000

export interface Narrowed {
  state: string
  severity: string | null
  rule: number | null
}

export type AlertPage = List<Alert> & { counts: AlertCounts }

export function useAlerts({ state, severity, rule }: Narrowed) {
  const tenant = useTenant()
  return useInfiniteQuery({
    queryKey: ['alerts', tenant, state, severity, rule],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<AlertPage>(
        '/alerts/',
        { state: state === 'all' ? null : state, severity, rule, cursor: pageParam, limit: 50 },
        signal,
      ),
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}

export function useAlert(id: number) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alerts', tenant, 'one', id],
    queryFn: ({ signal }) => get<AlertWhole>(`/alerts/${id}/`, undefined, signal),
    refetchInterval: REFRESH_MS,
  })
}

export function useStatistics() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alerts', tenant, 'statistics'],
    queryFn: ({ signal }) =>
      get<AlertStatistics>('/alerts/statistics/', { from: 'now-30d', to: 'now' }, signal),
    refetchInterval: 60_000,
  })
}

export function usePeople() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['members', tenant],
    queryFn: ({ signal }) => get<List<Member>>(`/organisations/${tenant}/members/`, undefined, signal),
    staleTime: 60_000,
  })
}

export type Verb = 'acknowledge' | 'assign' | 'comment' | 'resolve' | 'snooze'

/** What people do with an alert. */
export function useAlertActions() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, verb, ...wish }: { id: number; verb: Verb } & Record<string, unknown>) =>
      post<Alert>(`/alerts/${id}/${verb}/`, wish),
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
    onError: say,
  })
}
