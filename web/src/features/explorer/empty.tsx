'use client'

import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'

import { GettingStarted } from '@/components/getting-started'
import { Button, Skeleton } from '@/components/ui'
import { useSetup, useTenant } from '@/features/session'
import { searchLogs } from '@/lib/logs'
import type { LogEvent } from '@/lib/model'
import { count } from '@/lib/number'
import { ALL, DAY, HOUR, MINUTE, formatSecond, rangeOf, timeAgo } from '@/lib/time'
import type { TimeRange, Zone } from '@/lib/time'

import { useOutside } from './asks'
import type { Run } from './run'

export interface EmptyRowsProps {
  run: Run
  zone: Zone
  filtered: boolean
  onRange: (range: TimeRange) => void
  onClear: () => void
  onAgain: () => void
}

/** Nothing matches here: where the nearest matches are, and the way there. */
export function EmptyRows({ run, zone, filtered, onRange, onClear, onAgain }: EmptyRowsProps) {
  const tenant = useTenant()
  const setup = useSetup()
  const nearest = useQuery({
    queryKey: ['logs', 'nearest', tenant, run.q, run.at],
    queryFn: async ({ signal }) => {
      const page = await searchLogs({ q: run.q, span: null }, { limit: 1, order: 'newest' }, signal)
      return { event: page.results[0] ?? null }
    },
    retry: false,
  })
  const outside = useOutside(run, 0)
  if (nearest.isPending) return <Looking />
  const event = nearest.data?.event ?? null
  if (!filtered && nearest.data && !event) {
    return <GettingStarted tenant={tenant} ports={setup.data?.ports} onArrived={onAgain} />
  }
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <SearchX aria-hidden className="size-5 text-ink-3" />
      <div>
        <p className="text-sm font-medium">Nothing matches in this range.</p>
        <p className="mt-1 text-sm text-ink-3">
          {event
            ? `${outside === 1 ? '1 log matches' : `${outside ? count(outside) : 'Some'} logs match`} at other times; the newest is from ${formatSecond(Date.parse(event['@timestamp']), zone)}, ${timeAgo(Date.parse(event['@timestamp']))}.`
            : filtered && nearest.data
              ? 'Nothing matches at any other time either. Fewer words or filters find more.'
              : ''}
        </p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        {event && (
          <Button variant="primary" onClick={() => onRange(rangeWith(event, run.at))}>
            Go to the newest match
          </Button>
        )}
        {event && <Button onClick={() => onRange(ALL)}>Show all time</Button>}
        {filtered && <Button onClick={onClear}>Clear the query and filters</Button>}
      </div>
    </div>
  )
}

/** The shortest usual range up to now that has the event; for an old one the hour around it. */
export function rangeWith(event: LogEvent, now: number): TimeRange {
  const moment = Date.parse(event['@timestamp'])
  const steps: [number, string][] = [
    [15 * MINUTE, 'now-15m'],
    [HOUR, 'now-1h'],
    [6 * HOUR, 'now-6h'],
    [DAY, 'now-24h'],
    [7 * DAY, 'now-7d'],
  ]
  const found = moment <= now && steps.find(([length]) => now - moment < length * 0.98)
  return found ? { from: found[1], to: 'now' } : rangeOf(moment - HOUR / 2, moment + HOUR / 2)
}

function Looking() {
  return (
    <div
      role="status"
      aria-label="Looking where the matches are"
      className="flex flex-col items-center gap-3 py-12"
    >
      <Skeleton className="h-4 w-56" />
      <Skeleton className="h-3 w-80 max-w-[80vw]" />
    </div>
  )
}
