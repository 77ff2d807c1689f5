'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { useTenant } from '@/features/session'
import { logUsage } from '@/lib/logs'
import { isAll, resolveRange, SECOND } from '@/lib/time'

import type { Place } from './place'

/** A query and absolute times, so that all numbers of the page are of the same moment. */
export interface Asked {
  q: string
  from: string
  to: string
}

/** What is asked now, and a way to ask again. Undefined until it is known what "all time" is. */
export function useAsked({ q, from, to }: Place): { asked: Asked | undefined; again: () => void } {
  const tenant = useTenant()
  const [now, setNow] = useState(() => Date.now())
  const all = isAll({ from, to })
  const usage = useQuery({
    queryKey: ['logs', 'usage', tenant, now],
    queryFn: ({ signal }) => logUsage(signal),
    enabled: all,
    staleTime: Infinity,
  })
  const [oldest, newest] = [usage.data?.oldest, usage.data?.newest]
  const known = !all || usage.data !== undefined || usage.isError
  const asked = useMemo(() => {
    if (!known) return undefined
    const { start, end } = all
      ? { start: Date.parse(oldest ?? '') || now - SECOND, end: (Date.parse(newest ?? '') || now) + SECOND }
      : resolveRange({ from, to }, now)
    return { q, from: new Date(start).toISOString(), to: new Date(end).toISOString() }
  }, [known, all, oldest, newest, now, q, from, to])
  return { asked, again: () => setNow(Date.now()) }
}

/** The period just before, as long as this one. */
export function before({ from, to }: Asked): { from: string; to: string } {
  const start = Date.parse(from)
  return { from: new Date(2 * start - Date.parse(to)).toISOString(), to: from }
}
