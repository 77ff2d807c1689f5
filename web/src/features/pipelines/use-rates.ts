'use client'

import { useState } from 'react'

import type { FilterCount, Pipeline } from './model'

export interface Rates {
  /** Events a second; null until two looks could be compared. */
  perSecond: number | null
  /** Microseconds that a filter takes for an event, over all that it did. */
  microseconds: number | null
}

interface Seen {
  at: number
  events: Record<string, number>
  perSecond: Record<string, number | null>
}

const key = (pipeline: Pipeline, filter: FilterCount) =>
  `${pipeline.id}@${pipeline.version.number} ${filter.id}`

/** How fast each filter works, from one look at the counts to the next. */
export function useRates(
  pipelines: Pipeline[],
  at: number,
): (pipeline: Pipeline, filter: FilterCount) => Rates {
  const [seen, setSeen] = useState<Seen>({ at: 0, events: {}, perSecond: {} })
  if (at > seen.at) {
    const events: Seen['events'] = {}
    const perSecond: Seen['perSecond'] = {}
    const seconds = (at - seen.at) / 1000
    for (const pipeline of pipelines)
      for (const filter of pipeline.counts?.filters ?? []) {
        const name = key(pipeline, filter)
        const before = seen.events[name]
        events[name] = filter.events
        perSecond[name] =
          before === undefined || seen.at === 0 ? null : Math.max(0, filter.events - before) / seconds
      }
    setSeen({ at, events, perSecond })
  }
  return (pipeline, filter) => ({
    perSecond: seen.perSecond[key(pipeline, filter)] ?? null,
    microseconds: filter.events > 0 ? filter.nanoseconds / filter.events / 1000 : null,
  })
}
