'use client'

import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'

import { logFields, logValues } from './logs'
import { DAY, HOUR, MINUTE } from './time'

/** What a query bar may complete with where no range is in force: the fields and values of the last day. */
export function useRecentCompletions(tenant: string) {
  const [span] = useState(() => ({ start: Date.now() - DAY, end: Date.now() + HOUR }))
  const { data } = useQuery({
    queryKey: ['logs', 'fields', tenant, 'recent', span],
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
