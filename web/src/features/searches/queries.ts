'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { useTenant } from '@/features/session'
import { call, get, post, remove } from '@/lib/api'
import type { List } from '@/lib/model'

import type { Ready, Remembered, Search, SearchDraft } from './model'

export function useSearches(enabled: boolean) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['searches', tenant],
    queryFn: async ({ signal }) => (await get<List<Search>>('/searches/', undefined, signal)).results,
    enabled,
  })
}

/** One's own queries, newest first. */
export function useHistory(enabled: boolean) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['searches', 'history', tenant],
    queryFn: ({ signal }) => get<List<Remembered>>('/searches/history/', { limit: 100 }, signal),
    enabled,
  })
}

const say = (problem: Error) => toast.error(problem.message)

export function useSearchActions() {
  const client = useQueryClient()
  const tenant = useTenant()
  const onSettled = () => client.invalidateQueries({ queryKey: ['searches', tenant] })
  const keep = useMutation({
    mutationFn: ({ id, draft }: { id: string | null; draft: SearchDraft }) =>
      id ? call<Search>('PUT', `/searches/${id}/`, { body: draft }) : post<Search>('/searches/', draft),
    onSettled,
  })
  const drop = useMutation({
    mutationFn: (id: string) => remove(`/searches/${id}/`),
    onError: say,
    onSettled,
  })
  const favour = useMutation({
    mutationFn: ({ id, favourite }: { id: string; favourite: boolean }) =>
      call<void>('PUT', `/searches/${id}/favourite/`, { body: { favourite } }),
    onMutate: ({ id, favourite }) => {
      client.setQueryData<Search[]>(['searches', tenant], (all) =>
        all?.map((each) => (each.id === id ? { ...each, favourite } : each)),
      )
    },
    onError: say,
    onSettled,
  })
  const run = useMutation({
    mutationFn: ({ id, variables }: { id: string; variables: Record<string, string[]> }) =>
      post<Ready>(`/searches/${id}/run/`, { variables }),
    onError: say,
  })
  const forget = useMutation({
    mutationFn: () => remove('/searches/history/'),
    onError: say,
    onSettled: () => client.invalidateQueries({ queryKey: ['searches', 'history', tenant] }),
  })
  return { keep, drop, favour, run, forget }
}

/** A query was run. That it could not be remembered is nobody's trouble. */
export const remember = (q: string, from: string, to: string) =>
  void post('/searches/history/', { q, from, to }).catch(() => undefined)
