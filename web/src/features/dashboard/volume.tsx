'use client'

import { useRouter } from 'next/navigation'

import { VolumeChart } from '@/components/charts'
import { Panel } from '@/components/panel'
import { QueryState } from '@/components/query-state'
import { asSeverity, SEVERITIES, severity, type Severity } from '@/components/severity'
import { Skeleton } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { explorerLink } from '@/lib/links'
import type { Histogram } from '@/lib/model'
import { plural } from '@/lib/number'
import { formatSecond } from '@/lib/time'

import { useVolume } from './queries'
import type { Range, Span } from './range'

const HEIGHT = 200

export function Volume({ span, range }: { span: Span; range: Range }) {
  const volume = useVolume(useTenant(), span)
  const { timezone } = usePreferences().preferences
  const router = useRouter()
  const days = /d$/.test(range)
  const show = (from: Date, to: Date) =>
    router.push(explorerLink({ from: from.toISOString(), to: to.toISOString() }))
  return (
    <Panel
      title="Volume by level"
      className="lg:col-span-2"
      tools={volume.data && plural(volume.data.data.total, 'log')}
    >
      <QueryState query={volume} waiting={<Waiting />}>
        {({ data }) => (
          <div className="flex flex-col gap-2 p-4 pl-2">
            <VolumeChart
              label="Logs by level over time"
              buckets={data.buckets}
              step={data.step}
              height={HEIGHT}
              formatTick={(at) => {
                const text = formatSecond(at.getTime(), timezone)
                return days ? text.slice(5, 16) : text.slice(11, 16)
              }}
              formatMoment={(at) => formatSecond(at.getTime(), timezone)}
              onBucket={show}
              onSelect={show}
            />
            <Legend histogram={data} />
          </div>
        )}
      </QueryState>
    </Panel>
  )
}

function Legend({ histogram }: { histogram: Histogram }) {
  const seen = new Set<Severity>(
    histogram.buckets.flatMap((bucket) => Object.keys(bucket.counts).map((level) => asSeverity(level))),
  )
  return (
    <ul
      aria-label="Levels in the chart"
      className="flex min-h-4 flex-wrap gap-x-4 gap-y-1 pl-10 text-2xs text-ink-3"
    >
      {SEVERITIES.filter((level) => seen.has(level)).map((level) => (
        <li key={level} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 rounded-[1px]" style={{ background: severity[level].bar }} />
          {severity[level].word}
        </li>
      ))}
    </ul>
  )
}

const Waiting = () => (
  <div
    role="status"
    aria-label="Loading"
    className="flex items-end gap-1 p-4 pl-12"
    style={{ height: HEIGHT + 40 }}
  >
    {Array.from({ length: 40 }, (_, bar) => (
      <span key={bar} className="flex-1" style={{ height: `${25 + ((bar * 37) % 50)}%` }}>
        <Skeleton className="h-full" />
      </span>
    ))}
  </div>
)
