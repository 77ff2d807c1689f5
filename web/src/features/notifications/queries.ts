'use client'

import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { call, get, post } from '@/lib/api'

import type { NewsPage, Ways } from './model'

const unreadKey = (tenant: string) => ['notifications', tenant, 'unread']
const listKey = (tenant: string) => ['notifications', tenant, 'list']

/** How many are unread; the socket keeps it right. */
export function useUnread(): number {
  const tenant = useTenant()
  const { data } = useQuery({
    queryKey: unreadKey(tenant),
    queryFn: async ({ signal }) => (await get<NewsPage>('/notifications/', { limit: 1 }, signal)).unread,
    enabled: tenant !== '',
  })
  return data ?? 0
}

export interface Narrowed {
  unread?: boolean
  kind?: string
}

/** What was told, newest first, page by page. */
export function useNews(narrowed: Narrowed = {}, limit = 50) {
  const tenant = useTenant()
  return useInfiniteQuery({
    queryKey: [...listKey(tenant), narrowed, limit],
    queryFn: ({ pageParam, signal }) =>
      get<NewsPage>(
        '/notifications/',
        { unread: narrowed.unread || undefined, kind: narrowed.kind, limit, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
}

/** What is known of the count and the lists is not right any more. */
export function noteNews(client: QueryClient, tenant: string, unread: number): void {
  // An answer that is still on its way is older than this.
  void client.cancelQueries({ queryKey: unreadKey(tenant) })
  client.setQueryData(unreadKey(tenant), unread)
  void client.invalidateQueries({ queryKey: listKey(tenant) })
}

export interface ReadWish {
  ids?: number[]
  all?: boolean
  read?: boolean
}

export function useRead() {
  const client = useQueryClient()
  const tenant = useTenant()
  return useMutation({
    mutationFn: (wish: ReadWish) => post<{ unread: number }>('/notifications/read/', wish),
    onSuccess: ({ unread }) => noteNews(client, tenant, unread),
  })
}

export function useWays() {
  return useQuery({
    queryKey: ['notification-ways'],
    queryFn: ({ signal }) => get<Ways>('/notifications/preferences/', undefined, signal),
  })
}

/** Shows a change at once; when the server refuses, the old choice comes back. */
export function useChangeWays() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wish: Partial<Record<keyof Ways, Partial<Ways[keyof Ways]>>>) =>
      call<Ways>('PUT', '/notifications/preferences/', { body: wish }),
    onMutate: (wish) => {
      const before = client.getQueryData<Ways>(['notification-ways'])
      if (before) {
        const now = { ...before }
        for (const kind of Object.keys(wish) as (keyof Ways)[]) now[kind] = { ...now[kind], ...wish[kind] }
        client.setQueryData(['notification-ways'], now)
      }
      return { before }
    },
    onError: (_problem, _wish, context) => client.setQueryData(['notification-ways'], context?.before),
    onSuccess: (ways) => client.setQueryData(['notification-ways'], ways),
  })
}
