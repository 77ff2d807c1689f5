'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'

import { get } from '@/lib/api'
import type { Health, Histogram, SearchPage, Statistics } from '@/lib/model'

import type { Span } from './range'

/** What the span's answers are kept under; old ones stay on screen until the new ones are there. */
const asked = <T>(tenant: string, span: Span, what: string, fetch: (signal: AbortSignal) => Promise<T>) => ({
  queryKey: ['dashboard', tenant, what, span.from, span.to],
  // The answer carries the span that it is about: links must lead to what is shown, not to what is coming.
  queryFn: async ({ signal }: { signal: AbortSignal }) => ({ span, data: await fetch(signal) }),
  placeholderData: keepPreviousData,
  staleTime: Infinity,
  gcTime: 30_000,
})

export const useStatistics = (tenant: string, span: Span) =>
  useQuery(
    asked(tenant, span, 'statistics', (signal) => get<Statistics>('/logs/statistics/', { ...span }, signal)),
  )

export const useVolume = (tenant: string, span: Span) =>
  useQuery(
    asked(tenant, span, 'volume', (signal) =>
      get<Histogram>('/logs/histogram/', { ...span, buckets: 60 }, signal),
    ),
  )

export const useRecent = (tenant: string, span: Span) =>
  useQuery(
    asked(tenant, span, 'recent', (signal) =>
      get<SearchPage>('/logs/search/', { ...span, limit: 12, order: 'newest' }, signal),
    ),
  )

export const useHealth = (tenant: string) =>
  useQuery({
    queryKey: ['health', tenant],
    queryFn: ({ signal }) => get<Health>('/system/health/', undefined, signal),
    refetchInterval: 10_000,
  })

/** The moment everything on the page is asked at; moves on every so many seconds, and not while nobody looks. */
export function useNow(everySeconds: number): [number, () => void] {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!everySeconds) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(Date.now())
    }, everySeconds * 1000)
    return () => clearInterval(timer)
  }, [everySeconds])
  const refresh = useCallback(() => setNow(Date.now()), [])
  return [now, refresh]
}
