'use client'

import { useQuery } from '@tanstack/react-query'

import { get } from '@/lib/api'
import type { Setup } from '@/lib/model'

/** What anyone may know: whether an owner is needed, who may register, and the ports logs go to. */
export const useSetup = () =>
  useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => get<Setup>('/setup/', undefined, signal),
    staleTime: 60_000,
  })
