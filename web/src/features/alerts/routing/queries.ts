'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { get, patch, post, remove } from '@/lib/api'

import type { Policy } from '../model'
import { everything, say } from '../queries'

export interface ChannelBrief {
  id: number
  name: string
  kind: string
}

export function usePolicies() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['alert-policies', tenant],
    queryFn: ({ signal }) => everything<Policy>('/alerts/policies/', signal),
  })
}

export function useChannels() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['channels', tenant],
    queryFn: ({ signal }) => get<ChannelBrief[]>('/notifications/channels/', undefined, signal),
  })
}

export type PolicyWish = Omit<Policy, 'id' | 'position'>

export function usePolicyActions() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['alert-policies'] })
  const save = useMutation({
    mutationFn: ({ id, ...wish }: Partial<PolicyWish> & { id?: number }) =>
      id ? patch<Policy>(`/alerts/policies/${id}/`, wish) : post<Policy>('/alerts/policies/', wish),
    onSettled,
  })
  const order = useMutation({
    mutationFn: (ids: number[]) => post('/alerts/policies/order/', { ids }),
    onSettled,
    onError: say,
  })
  const drop = useMutation({
    mutationFn: (id: number) => remove(`/alerts/policies/${id}/`),
    onSettled,
    onError: say,
  })
  return { save, order, drop }
}
