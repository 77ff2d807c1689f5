'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

import { safeNext } from '@/lib/links'
import type { Me } from '@/lib/model'

/** Takes somebody who was just let in to where they wanted to go. */
export function useEnter() {
  const client = useQueryClient()
  const router = useRouter()
  const next = useSearchParams().get('next')
  return useCallback(
    (me: Me) => {
      client.clear()
      client.setQueryData(['me'], me)
      router.replace(safeNext(next))
    },
    [client, router, next],
  )
}
