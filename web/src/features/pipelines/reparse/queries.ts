'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { useTenant } from '@/features/session'
import { get, post, remove } from '@/lib/api'
import type { List } from '@/lib/model'

import { isUnderway } from '../model'
import type { Reparse } from '../model'

export function useReparses() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['reparses', tenant],
    queryFn: ({ signal }) => get<List<Reparse>>('/reparses/', { limit: 20 }, signal),
    refetchInterval: ({ state }) => (state.data?.results.some(isUnderway) ? 1000 : 15_000),
  })
}

export const useReparse = (id: string) =>
  useQuery({
    queryKey: ['reparses', 'one', id],
    queryFn: ({ signal }) => get<Reparse>(`/reparses/${id}/`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && isUnderway(state.data) ? 500 : false),
  })

export interface ReparseWish {
  pipeline: number
  version?: number
  text?: string
  q: string
  from: string
  to: string
}

const say = (problem: Error) => toast.error(problem.message)

export function useReparseActions() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['reparses'] })
  const begin = useMutation({
    mutationFn: (wish: ReparseWish) => post<Reparse>('/reparses/', wish),
    onSettled,
  })
  const act = useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: 'apply' | 'undo' | 'cancel' }) =>
      post<Reparse>(`/reparses/${id}/${verb}/`),
    onSettled,
    onError: say,
  })
  const forget = useMutation({
    mutationFn: (id: string) => remove(`/reparses/${id}/`),
    onSettled,
    onError: say,
  })
  return { begin, act, forget }
}
