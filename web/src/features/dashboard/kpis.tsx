'use client'

import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

import { Sparkline } from '@/components/charts'
import { Skeleton } from '@/components/ui'
import { useTenant } from '@/features/session'
import { cn } from '@/lib/cn'
import { explorerLink } from '@/lib/links'
import { count, percent, plural, rate } from '@/lib/number'
import { useMetrics } from '@/lib/use-metrics'

import { ERROR_QUERY, errorsOf, type Answer } from './answer'
import { before, type Range } from './range'

/** The four figures on top, each against the period before. */
export function Kpis({ answer, range }: { answer?: Answer; range: Range }) {
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line lg:col-span-3 xl:grid-cols-4">
      {answer ? <Figures {...answer} range={range} /> : [1, 2, 3].map((each) => <Waiting key={each} />)}
      <Now />
    </div>
  )
}

function Figures({ data, span, range }: Answer & { range: Range }) {
  const errors = errorsOf(data.by_level)
  const previous = errorsOf(data.previous_by_level)
  const share = data.total ? errors / data.total : 0
  const previousShare = data.previous_total ? previous / data.previous_total : 0
  const than = before(range)
  const toErrors = explorerLink({ q: ERROR_QUERY, ...span })
  return (
    <>
      <Card name="Logs" href={explorerLink({ ...span })} value={count(data.total)}>
        <Trend now={data.total} previous={data.previous_total} than={than} />
      </Card>
      <Card name="Errors" href={toErrors} value={count(errors)} alarming={errors > 0}>
        <Trend now={errors} previous={previous} than={than} />
      </Card>
      <Card name="Error rate" href={toErrors} value={percent(errors, data.total)}>
        <Points
          change={100 * (share - previousShare)}
          than={than}
          known={data.total > 0 && data.previous_total > 0}
        />
      </Card>
    </>
  )
}

function Now() {
  const tenant = useTenant()
  const { now, history, state } = useMetrics(tenant)
  return (
    <Card name="Logs a second, now" href="/live/" value={now ? rate(now.logs_per_second) : '–'}>
      {now ? (
        <>
          <Sparkline values={history} className="absolute right-4 bottom-4 h-8 w-2/5 max-sm:hidden" />
          <span>
            {now.errors_per_minute === null
              ? 'errors cannot be counted now'
              : `${plural(now.errors_per_minute, 'error')} a minute`}
          </span>
        </>
      ) : (
        <span>{state === 'connecting' ? 'connecting' : 'no connection; trying again'}</span>
      )}
    </Card>
  )
}

interface CardProps {
  name: string
  value: string
  href: string
  alarming?: boolean
  children: ReactNode
}

function Card({ name, value, href, alarming, children }: CardProps) {
  return (
    <Link
      href={href}
      className="group relative flex min-h-26 min-w-0 flex-col justify-between bg-surface px-4 py-3 -outline-offset-2 transition-colors hover:bg-hover max-sm:px-3"
    >
      <span className="flex items-center text-xs text-ink-3">
        {name}
        <ArrowRight
          aria-hidden
          className="ml-auto size-3.5 opacity-0 transition-opacity group-hover:opacity-100"
        />
      </span>
      <span
        className={cn('text-2xl font-medium tracking-tight max-sm:text-xl', alarming && 'text-sev-error')}
      >
        {value}
      </span>
      <span className="flex min-h-4 items-start gap-1 text-xs text-ink-3 max-sm:min-h-8">{children}</span>
    </Link>
  )
}

const Waiting = () => (
  <div
    role="status"
    aria-label="Loading"
    className="flex h-26 flex-col justify-between bg-surface px-4 py-3 max-sm:h-30"
  >
    <Skeleton className="h-3 w-16" />
    <Skeleton className="h-6 w-28" />
    <Skeleton className="h-3 w-36" />
  </div>
)

/** More or less than before, in percent; what cannot be compared is said, not made up. */
export function Trend({ now, previous, than }: { now: number; previous: number; than: string }) {
  if (previous === 0) return <span>{now === 0 ? `as ${than}` : `none in ${than}`}</span>
  const change = (100 * (now - previous)) / previous
  return (
    <Arrow
      change={change}
      text={change > 999 ? `${rate(now / previous)}×` : `${figure(change)} %`}
      than={than}
    />
  )
}

function Points({ change, than, known }: { change: number; than: string; known: boolean }) {
  if (!known) return <span>nothing to compare with</span>
  return <Arrow change={change} text={`${figure(change)} points`} than={than} />
}

const figure = (change: number) => {
  const size = Math.abs(change)
  return size < 10 ? size.toFixed(1) : count(Math.round(size))
}

function Arrow({ change, text, than }: { change: number; text: string; than: string }) {
  const flat = Math.abs(change) < 0.05
  const Icon = flat ? ArrowRight : change > 0 ? ArrowUpRight : ArrowDownRight
  return (
    <>
      <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>
        <span className="text-ink-2">{flat ? 'the same' : `${text} ${change > 0 ? 'more' : 'less'}`}</span>{' '}
        than {than}
      </span>
    </>
  )
}
