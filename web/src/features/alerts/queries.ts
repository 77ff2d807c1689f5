'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { useTenant } from '@/features/session'
import { ApiError, call, get, patch, post, remove } from '@/lib/api'
import type { List } from '@/lib/model'

import type { Definition, Rule, RuleVersion, StateChange } from './model'

const REFRESH_MS = 5000
/** More rules than an organisation may have. */
const EVERY_RULE = 2000

export function useRules() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alert-rules', tenant],
    queryFn: ({ signal }) => everything<Rule>('/alerts/rules/', signal),
    refetchInterval: REFRESH_MS,
  })
}

/** All pages of a list. */
export async function everything<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const found: T[] = []
  let cursor: string | null = null
  do {
    const page: List<T> = await get<List<T>>(path, { limit: 200, cursor }, signal)
    found.push(...page.results)
    cursor = page.next
  } while (cursor && found.length < EVERY_RULE)
  return found
}

export function useRule(id: number) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alert-rules', tenant, id],
    queryFn: ({ signal }) => get<Rule>(`/alerts/rules/${id}/`, undefined, signal),
    enabled: id > 0,
    refetchInterval: REFRESH_MS,
  })
}

export function useRuleVersions(id: number) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alert-rules', tenant, id, 'versions'],
    queryFn: ({ signal }) => get<List<RuleVersion>>(`/alerts/rules/${id}/versions/`, { limit: 100 }, signal),
  })
}

export function useRuleHistory(id: number) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alert-rules', tenant, id, 'history'],
    queryFn: ({ signal }) => get<List<StateChange>>(`/alerts/rules/${id}/history/`, { limit: 100 }, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}

/** Says what was refused, and what to try. */
export const say = (problem: Error) =>
  toast.error(problem.message, { description: problem instanceof ApiError ? problem.hint : undefined })

export interface RuleWish {
  id?: number
  definition: Definition
  note?: string
  based_on?: number
}

export function useRuleActions() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['alert-rules'] })
  const save = useMutation({
    mutationFn: ({ id, ...wish }: RuleWish) =>
      id ? call<Rule>('PUT', `/alerts/rules/${id}/`, { body: wish }) : post<Rule>('/alerts/rules/', wish),
    onSettled,
  })
  const adjust = useMutation({
    mutationFn: ({
      id,
      ...wish
    }: {
      id: number
      enabled?: boolean
      muted?: boolean
      snoozed_until?: string | null
    }) => patch<Rule>(`/alerts/rules/${id}/`, wish),
    onSettled,
    onError: say,
  })
  const drop = useMutation({
    mutationFn: (id: number) => remove(`/alerts/rules/${id}/`),
    onSettled: () =>
      Promise.all([onSettled(), client.invalidateQueries({ queryKey: ['alerts'] })]).then(() => undefined),
    onError: say,
  })
  const bringBack = useMutation({
    mutationFn: ({ id, version }: { id: number; version: number }) =>
      post<Rule>(`/alerts/rules/${id}/bring-back/`, { version }),
    onSettled,
    onError: say,
  })
  return { save, adjust, drop, bringBack }
}
