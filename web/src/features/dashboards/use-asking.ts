'use client'

import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'

import type { Asking } from '@/components/panels'
import { useTenant } from '@/features/session'
import { logUsage } from '@/lib/logs'
import { isAll, resolveRange, SECOND, type TimeRange } from '@/lib/time'

import type { Chosen } from './model'

/** The moment everything on the page is asked at; moves on every so many seconds, and not while nobody looks. */
export function useNow(everySeconds: number): [number, () => void] {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!everySeconds) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(Date.now())
    }, everySeconds * SECOND)
    return () => clearInterval(timer)
  }, [everySeconds])
  const again = useCallback(() => setNow(Date.now()), [])
  return [now, again]
}

/** The same question for every panel: absolute times, what is chosen, and the filter. Undefined until it is known. */
export function useAsking(
  range: TimeRange,
  variables: Chosen,
  filter: string,
  now: number,
): Asking | undefined {
  const tenant = useTenant()
  const all = isAll(range)
  const usage = useQuery({
    queryKey: ['logs', 'usage', tenant, now],
    queryFn: ({ signal }) => logUsage(signal),
    enabled: all,
    staleTime: Infinity,
  })
  const [oldest, newest] = [usage.data?.oldest, usage.data?.newest]
  const known = !all || usage.data !== undefined
  const chosen = JSON.stringify(variables)
  return useMemo(() => {
    if (!known) return undefined
    const span = all
      ? { start: Date.parse(oldest ?? '') || now - SECOND, end: (Date.parse(newest ?? '') || now) + SECOND }
      : resolveRange({ from: range.from, to: range.to }, now)
    return {
      from: new Date(span.start).toISOString(),
      to: new Date(span.end).toISOString(),
      variables: JSON.parse(chosen) as Chosen,
      filter,
    }
  }, [known, all, oldest, newest, now, range.from, range.to, chosen, filter])
}
