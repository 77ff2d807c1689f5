'use client'

import { useState } from 'react'

import type { TimeRange } from '@/lib/time'

import type { Exploring } from './run'

/** Choosing a range, narrowing it in the chart, and the way back. */
export function useRangeSteps({ range, change }: Pick<Exploring, 'range' | 'change'>) {
  const [wider, setWider] = useState<TimeRange[]>([])
  const choose = (next: TimeRange) => {
    setWider([])
    change({ from: next.from, to: next.to })
  }
  const narrow = (from: Date, to: Date) => {
    setWider([...wider, range])
    change({ from: from.toISOString(), to: to.toISOString() })
  }
  const before = wider.at(-1)
  const widen = before
    ? () => {
        setWider(wider.slice(0, -1))
        change({ from: before.from, to: before.to })
      }
    : undefined
  return { choose, narrow, widen }
}
