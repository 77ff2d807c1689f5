'use client'

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

import { useTenant } from '@/features/session'
import type { Completions } from '@/components/query-bar'
import { ApiError } from '@/lib/api'
import { countLogs, logFields, logHistogram, logUsage, logValues, oneLog, searchLogs } from '@/lib/logs'
import type { LogEvent } from '@/lib/model'
import { MINUTE, niceStep, SECOND } from '@/lib/time'
import type { Span } from '@/lib/time'

import type { Run } from './run'

/** The query itself is at fault: that is said once, under the query. */
export const isQueryError = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'query_error'

/** The first page is small so that it is there at once; those after it are read while scrolling. */
const FIRST = 200
const NEXT = 1000

const settled = {
  retry: false,
  staleTime: Infinity,
  gcTime: MINUTE,
  placeholderData: keepPreviousData,
} as const

export function useRows(run: Run) {
  const tenant = useTenant()
  const client = useQueryClient()
  const key = useMemo(() => ['logs', 'rows', tenant, run.q, run.span, run.at, run.order], [tenant, run])
  const query = useInfiniteQuery({
    ...settled,
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      searchLogs(run, { limit: pageParam ? NEXT : FIRST, order: run.order, cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next,
  })
  const pages = query.data?.pages
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.results), [pages])
  const last = pages?.at(-1)
  const read = useMemo(
    () => ({
      rows: (pages ?? []).reduce((sum, page) => sum + page.rows_read, 0),
      ms: (pages ?? []).reduce((sum, page) => sum + page.elapsed_ms, 0),
    }),
    [pages],
  )
  /** Stops the asking; what came stays. */
  const cancel = useCallback(() => void client.cancelQueries({ queryKey: ['logs'] }), [client])
  return { query, rows, read, complete: Boolean(last && !last.next), cancel }
}

export type Rows = ReturnType<typeof useRows>

export function useCount(run: Run) {
  const tenant = useTenant()
  return useQuery({
    ...settled,
    queryKey: ['logs', 'count', tenant, run.q, run.span, run.at],
    queryFn: ({ signal }) => countLogs(run, signal),
  })
}

/** So few that somebody wonders where the rest is. */
const FEW = 20

/** How many more match at other times, asked when few match here. */
export function useOutside(run: Run, here: number | undefined) {
  const tenant = useTenant()
  const few = here !== undefined && here <= FEW && !run.all
  const { data } = useQuery({
    queryKey: ['logs', 'anywhere', tenant, run.q, run.at],
    queryFn: ({ signal }) => countLogs({ q: run.q, span: null }, signal),
    enabled: few,
    staleTime: Infinity,
    retry: false,
  })
  return few && data ? Math.max(0, data.count - here) : 0
}

export function useHistogram(run: Run, buckets: number) {
  const tenant = useTenant()
  return useQuery({
    ...settled,
    queryKey: ['logs', 'histogram', tenant, run.q, run.span, run.at, buckets],
    queryFn: async ({ signal }) => {
      const span = run.all ? await keptSpan(signal) : run.span
      return { span, ...(await logHistogram({ q: run.q, span }, niceStep(span, buckets), signal)) }
    },
  })
}

/** From the oldest log to the newest: a chart needs both ends. */
async function keptSpan(signal: AbortSignal): Promise<Span> {
  const { oldest, newest } = await logUsage(signal)
  const now = Date.now()
  const [start, end] = [oldest ? Date.parse(oldest) : now, newest ? Date.parse(newest) : now]
  return { start: Math.floor(start / SECOND) * SECOND, end: Math.floor(end / SECOND) * SECOND + SECOND }
}

export function useFields(run: Run) {
  const tenant = useTenant()
  return useQuery({
    ...settled,
    queryKey: ['logs', 'fields', tenant, run.q, run.span, run.at],
    queryFn: ({ signal }) => logFields(run, signal),
  })
}

export function useValues(run: Run, field: string) {
  const tenant = useTenant()
  return useQuery({
    ...settled,
    placeholderData: undefined,
    queryKey: ['logs', 'values', tenant, run.q, run.span, run.at, field],
    queryFn: ({ signal }) => logValues(run, { field, limit: 10 }, signal),
  })
}

/** The open row: from those on screen, or fetched when a link led to it. */
export function useOpenEvent(id: string | null, rows: readonly LogEvent[]) {
  const tenant = useTenant()
  const here = useMemo(() => (id ? rows.find((row) => row.id === id) : undefined), [id, rows])
  const query = useQuery({
    queryKey: ['logs', 'one', tenant, id],
    queryFn: ({ signal }) => oneLog(id ?? '', signal),
    enabled: Boolean(id) && !here,
    staleTime: Infinity,
    retry: false,
  })
  return { event: here ?? (id ? query.data : undefined), failed: Boolean(id) && !here && query.isError }
}

/** Fields and values for completion: of everything in the range, whatever the query is. */
export function useCompletions(run: Run): Completions {
  const tenant = useTenant()
  // Completion must not ask anew with every refresh; a quarter of an hour more or less changes no field.
  const { start, end } = run.span
  const [from, to] = [Math.floor(start / (15 * MINUTE)), Math.ceil(end / (15 * MINUTE))]
  const span = useMemo(() => ({ start: from * 15 * MINUTE, end: to * 15 * MINUTE }), [from, to])
  const { data } = useQuery({
    queryKey: ['logs', 'fields', tenant, '', span],
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
