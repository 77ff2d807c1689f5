'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'
import { ApiError } from '@/lib/api'

import { Button } from './ui/button'
import { SkeletonRows } from './ui/skeleton'

export interface QueryStateProps<T> {
  query: UseQueryResult<T>
  /** The shape of what comes, while it comes. */
  waiting?: ReactNode
  /** Shown when `isEmpty` says so; a plain text gets the usual face. */
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
  children: (data: T) => ReactNode
}

const nothingIn = (data: unknown) =>
  Array.isArray(data)
    ? data.length === 0
    : Array.isArray((data as { results?: unknown[] } | null)?.results) &&
      (data as { results: unknown[] }).results.length === 0

/** The four faces of everything that is fetched: waiting, failing, empty, full. Old data stays while new data comes. */
export function QueryState<T>({ query, waiting, empty, isEmpty = nothingIn, children }: QueryStateProps<T>) {
  if (query.data !== undefined) {
    if (empty && isEmpty(query.data)) return typeof empty === 'string' ? <Empty>{empty}</Empty> : empty
    return children(query.data)
  }
  if (query.error) return <Failing error={query.error} retry={() => void query.refetch()} />
  return waiting ?? <SkeletonRows />
}

export interface FailingProps {
  error: unknown
  retry?: () => void
  className?: string
}

/** What went wrong, in the server's own words, and the way to try again. */
export function Failing({ error, retry, className }: FailingProps) {
  const hint = error instanceof ApiError ? error.hint : undefined
  return (
    <div role="alert" className={cn('flex flex-col items-center gap-3 px-6 py-10 text-center', className)}>
      <TriangleAlert aria-hidden className="size-5 text-sev-error" />
      <div className="max-w-md">
        <p className="text-sm text-ink">{error instanceof Error ? error.message : 'Something went wrong.'}</p>
        {hint && <p className="mt-1 text-xs text-ink-3">{hint}</p>}
      </div>
      {retry && (
        <Button size="sm" onClick={retry}>
          <RotateCw aria-hidden /> Try again
        </Button>
      )}
    </div>
  )
}

export interface EmptyProps {
  title?: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}

export function Empty({ title, children, action, className }: EmptyProps) {
  return (
    <div
      className={cn('flex flex-col items-center gap-2 px-6 py-10 text-center text-sm text-ink-3', className)}
    >
      {title && <p className="font-medium text-ink">{title}</p>}
      {children && <div className="max-w-md">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
