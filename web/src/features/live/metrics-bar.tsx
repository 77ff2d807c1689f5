'use client'

import type { ReactNode } from 'react'

import { Skeleton } from '@/components/ui'
import { cn } from '@/lib/cn'
import type { Metrics } from '@/lib/model'
import { compact, rate } from '@/lib/number'

/** What is going on in the whole organisation, whatever the filter is. */
export function MetricsBar({ metrics }: { metrics: Metrics | null }) {
  return (
    <dl
      aria-label="Right now, in the whole organisation"
      className="flex shrink-0 gap-x-6 overflow-x-auto border-b px-3 py-1.5 whitespace-nowrap"
    >
      <Figure name="logs/s" value={metrics && rate(metrics.logs_per_second)} />
      <Figure
        name="errors/min"
        value={metrics && rate(metrics.errors_per_minute)}
        look={(metrics?.errors_per_minute ?? 0) > 0 ? 'text-sev-error' : undefined}
      />
      <Figure
        name="warnings/min"
        value={metrics && rate(metrics.warnings_per_minute)}
        look={(metrics?.warnings_per_minute ?? 0) > 0 ? 'text-sev-warning' : undefined}
      />
      <Figure name={metrics?.users === 1 ? 'user' : 'users'} value={metrics && String(metrics.users)} />
      {metrics && metrics.top_sources.length > 0 && (
        <div className="flex items-baseline gap-2 max-md:hidden">
          <dt className="text-2xs text-ink-3">top sources</dt>
          <dd className="flex gap-3 font-mono text-2xs text-ink-2">
            {metrics.top_sources.slice(0, 4).map(({ value, count }) => (
              <span key={String(value)}>
                {String(value)} <span className="text-ink-3">{compact(count)}</span>
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  )
}

function Figure({ name, value, look }: { name: string; value: ReactNode; look?: string }) {
  return (
    <div className="flex flex-row-reverse items-baseline gap-1.5">
      <dt className="text-2xs text-ink-3">{name}</dt>
      <dd className={cn('min-w-6 text-right font-mono text-sm font-medium', look)}>
        {value ?? <Skeleton className="h-3 w-6" />}
      </dd>
    </div>
  )
}
