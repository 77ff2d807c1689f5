'use client'

import { ChevronDown, ChevronRight, Undo2 } from 'lucide-react'

import { VolumeChart } from '@/components/charts/volume-chart'
import { Button, IconButton, Skeleton } from '@/components/ui'
import { cn } from '@/lib/cn'
import { count } from '@/lib/number'
import { formatDuration, formatSecond, spanLabel, tickLabel } from '@/lib/time'
import type { Zone } from '@/lib/time'

import type { Run } from './run'
import { isQueryError, useOutside } from './asks'
import type { useCount, useHistogram } from './asks'

const HEIGHT = 104

export interface VolumeProps {
  run: Run
  zone: Zone
  total: ReturnType<typeof useCount>
  histogram: ReturnType<typeof useHistogram>
  open: boolean
  onOpen: (open: boolean) => void
  onNarrow: (from: Date, to: Date) => void
  /** Back to the range before it was narrowed. */
  onWiden?: () => void
  onAll: () => void
}

/** How many logs match, and when they were. */
export function Volume({ run, zone, total, histogram, open, onOpen, onNarrow, onWiden, onAll }: VolumeProps) {
  const { data } = histogram
  const outside = useOutside(run, total.isPlaceholderData ? undefined : total.data?.count)
  const span = data?.span ?? run.span
  return (
    <section aria-label="Volume" className="border-b">
      <div className="flex h-8 items-center gap-2 pr-3 pl-1.5 text-xs">
        <IconButton
          size="sm"
          label={open ? 'Hide the chart' : 'Show the chart'}
          aria-expanded={open}
          onClick={() => onOpen(!open)}
        >
          {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        </IconButton>
        <Total query={total} />
        {outside > 0 ? (
          <Outside count={outside} onAll={onAll} />
        ) : (
          data &&
          open && (
            <span className="text-2xs text-ink-3 max-sm:hidden">
              {formatDuration(data.step * 1000)} a bar · {spanLabel(span, zone)}
            </span>
          )
        )}
        {onWiden && (
          <Button size="sm" variant="ghost" className="ml-auto h-6" onClick={onWiden} title="Esc">
            <Undo2 aria-hidden /> Back to the wider range
          </Button>
        )}
      </div>
      {open && (
        <div className="px-2 pb-1" style={{ height: HEIGHT + 4 }}>
          {data ? (
            <VolumeChart
              buckets={data.buckets}
              step={data.step}
              height={HEIGHT}
              formatTick={(moment) => tickLabel(moment.getTime(), span, data.step, zone)}
              formatMoment={(moment) => formatSecond(moment.getTime(), zone)}
              onSelect={onNarrow}
              onBucket={onNarrow}
              stale={histogram.isPlaceholderData}
              label="Matching logs over time"
            />
          ) : histogram.error ? (
            <ChartError error={histogram.error} />
          ) : (
            <ChartSkeleton idle={histogram.fetchStatus === 'idle'} />
          )}
        </div>
      )}
    </section>
  )
}

/** A number of a question that is no longer asked is never shown as the answer. */
function Total({ query }: { query: VolumeProps['total'] }) {
  const { data, isPlaceholderData, isFetching, isError } = query
  if (isError) return <span className="text-ink-3">count unknown</span>
  if (!data)
    return isFetching ? <Skeleton className="h-3 w-20" /> : <span className="text-ink-3">not counted</span>
  const counting = isPlaceholderData && isFetching
  return (
    <span
      role="status"
      aria-busy={counting}
      className={cn('tabular-nums', isPlaceholderData && 'text-ink-3')}
    >
      {isPlaceholderData ? (
        <>
          {counting ? 'counting…' : 'not counted'} <span className="sr-only">the number before was</span>
          <s className="text-2xs no-underline opacity-60">was {count(data.count)}</s>
        </>
      ) : (
        <>
          <strong className="font-semibold" data-testid="total">
            {count(data.count)}
          </strong>{' '}
          {data.count === 1 ? 'log' : 'logs'}
        </>
      )}
    </span>
  )
}

function Outside({ count: outside, onAll }: { count: number; onAll: () => void }) {
  return (
    <span className="flex min-w-0 items-center text-ink-3 tabular-nums">
      <span className="truncate">· {count(outside)} outside this range</span>
      <Button size="sm" variant="ghost" className="h-6 shrink-0 text-accent" onClick={onAll}>
        Show all time
      </Button>
    </span>
  )
}

function ChartError({ error }: { error: Error }) {
  if (isQueryError(error)) return null
  return (
    <p className="flex h-full items-center justify-center text-xs text-ink-3">
      The chart could not be drawn: {error.message}
    </p>
  )
}

function ChartSkeleton({ idle }: { idle: boolean }) {
  if (idle) return <p className="flex h-full items-center justify-center text-xs text-ink-3">Not drawn.</p>
  return (
    <div aria-hidden className="flex h-[86px] items-end gap-0.5 pl-10">
      {Array.from({ length: 48 }, (_, at) => (
        <span
          key={at}
          className="flex-1 animate-shimmer bg-active"
          style={{ height: `${20 + ((at * 37) % 60)}%` }}
        />
      ))}
    </div>
  )
}
