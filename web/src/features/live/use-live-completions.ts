'use client'

import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'

import type { Completions } from '@/components/query-bar'
import { useTenant } from '@/features/session'
import { logFields, logValues } from '@/lib/logs'
import { HOUR, MINUTE } from '@/lib/time'

/** Fields and values of the last hour: what comes next is likely to have them. */
export function useLiveCompletions(): Completions {
  const tenant = useTenant()
  const [span] = useState(() => ({ start: Date.now() - HOUR, end: Date.now() + HOUR }))
  const { data } = useQuery({
    queryKey: ['logs', 'fields', tenant, 'live', span],
    queryFn: ({ signal }) => logFields({ q: '', span }, signal),
    staleTime: 5 * MINUTE,
    retry: false,
  })
  const askValues = useCallback(
    (field: string, prefix: string, signal: AbortSignal) =>
      logValues({ q: '', span }, { field, limit: 20, prefix }, signal),
    [span],
  )
  return useMemo(
    () => ({ fields: data?.results ?? [], total: data?.total ?? 0, askValues }),
    [data, askValues],
  )
}
