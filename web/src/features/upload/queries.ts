'use client'

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { get, post, remove } from '@/lib/api'
import type { List, Upload } from '@/lib/model'

export const isUnderway = ({ status }: Upload) => status === 'waiting' || status === 'running'

/** The history, newest first; looked at twice a second while anything is under way. */
export const useUploads = (tenant: string) =>
  useInfiniteQuery({
    queryKey: ['uploads', tenant],
    queryFn: ({ pageParam, signal }) => get<List<Upload>>('/uploads/', { cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.results.some(isUnderway)) ? 500 : false,
  })

const say = (problem: Error) => toast.error(problem.message)

export function useUploadActions() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['uploads'] })
  const cancel = useMutation({
    mutationFn: (id: string) => post(`/uploads/${id}/cancel/`),
    onSettled,
    onError: say,
  })
  const forget = useMutation({
    mutationFn: (id: string) => remove(`/uploads/${id}/`),
    onSettled,
    onError: say,
  })
  return { cancel: cancel.mutate, forget: forget.mutate }
}
