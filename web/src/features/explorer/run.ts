'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'

import { combine } from '@/components/query-bar'
import type { Asked, Order } from '@/lib/logs'
import { absoluteRange, isAll, isRelative, resolveRange } from '@/lib/time'
import type { TimeRange } from '@/lib/time'

import { useUrl } from './url'
import type { UrlChange, UrlState } from './url'

/** One question to the store: rows, count and chart are all of the same moment. */
export interface Run extends Asked {
  span: NonNullable<Asked['span']>
  order: Order
  /** How many characters stand before the typed query. */
  offset: number
  at: number
  /** Without ends: whatever is kept. */
  all: boolean
}

export interface Exploring {
  url: UrlState
  range: TimeRange
  run: Run
  /** Changes the address and asks anew. */
  change: (change: UrlChange) => void
  /** Changes only what is shown: columns, the open row. Leaves no trace in the history. */
  show: (change: UrlChange) => void
  /** Asks the same again, as of now. */
  again: () => void
}

export function useExploring(): Exploring {
  const [url, setUrl] = useUrl()
  const [at, setAt] = useState(Date.now)
  const { q, f, from, to, order } = url

  const change = useCallback(
    (change: UrlChange) => {
      setAt(Date.now())
      void setUrl(change)
    },
    [setUrl],
  )
  const show = useCallback((change: UrlChange) => void setUrl(change, { history: 'replace' }), [setUrl])
  const again = useCallback(() => setAt(Date.now()), [])

  // Back and forward lead to another question, which is asked as of now.
  useEffect(() => {
    window.addEventListener('popstate', again)
    return () => window.removeEventListener('popstate', again)
  }, [again])

  const range = useMemo(() => ({ from, to }), [from, to])
  const run = useMemo<Run>(() => {
    const { text, offset } = combine(q, f)
    return { q: text, offset, span: resolveRange(range, at), all: isAll(range), order, at }
  }, [q, f, range, order, at])

  return { url, range, run, change, show, again }
}

/** The address of what is on screen, with its times made absolute. */
export function sharedAddress(href: string, range: TimeRange, at: number): string {
  const address = new URL(href)
  const absolute = absoluteRange(range, at)
  address.searchParams.set('from', absolute.from)
  address.searchParams.set('to', absolute.to)
  address.searchParams.delete('refresh')
  return address.toString()
}

/** Whether asking again later could find more. */
export const moves = (range: TimeRange) => isAll(range) || isRelative(range.from) || isRelative(range.to)
