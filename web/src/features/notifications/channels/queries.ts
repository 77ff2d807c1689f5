'use client'

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { get, patch, post, remove } from '@/lib/api'
import type { List } from '@/lib/model'

import type { Channel, ChannelKind, Config, Delivery, Tested } from '../model'

const LOOK_AGAIN_MS = 5_000

export function useChannels() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['channels', tenant],
    queryFn: ({ signal }) => get<Channel[]>('/notifications/channels/', undefined, signal),
  })
}

export function useKinds() {
  return useQuery({
    queryKey: ['channel-kinds'],
    queryFn: ({ signal }) => get<ChannelKind[]>('/notifications/channels/kinds/', undefined, signal),
    staleTime: Infinity,
  })
}

export interface DeliveryFilter {
  channel?: number
  status?: string
}

/** Looked at again while something waits. */
export function useDeliveries(filter: DeliveryFilter) {
  const tenant = useTenant()
  return useInfiniteQuery({
    queryKey: ['deliveries', tenant, filter],
    queryFn: ({ pageParam, signal }) =>
      get<List<Delivery>>('/notifications/deliveries/', { ...filter, limit: 25, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ results }) => results.some(({ status }) => status === 'waiting'))
        ? LOOK_AGAIN_MS
        : false,
  })
}

export interface ChannelWish {
  id?: number
  name?: string
  kind?: string
  config?: Config
  enabled?: boolean
}

/** What can be done with channels; each makes the lists be asked for again. */
export function useChannelActions() {
  const client = useQueryClient()
  const again = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['channels'] }),
      client.invalidateQueries({ queryKey: ['deliveries'] }),
    ])
  const save = useMutation({
    mutationFn: ({ id, ...wish }: ChannelWish) =>
      id
        ? patch<Channel>(`/notifications/channels/${id}/`, wish)
        : post<Channel>('/notifications/channels/', wish),
    onSuccess: again,
  })
  const drop = useMutation({
    mutationFn: (id: number) => remove(`/notifications/channels/${id}/`),
    onSuccess: again,
  })
  const test = useMutation({
    mutationFn: (id: number) => post<Tested>(`/notifications/channels/${id}/test/`),
    onSettled: again,
  })
  const retry = useMutation({
    mutationFn: (id: number) => post<Delivery>(`/notifications/deliveries/${id}/retry/`),
    onSettled: again,
  })
  return { save, drop, test, retry }
}
