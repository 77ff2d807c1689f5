'use client'

import { ArrowDownRight, ArrowUpRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

import { BarList } from '@/components/charts'
import { Panel } from '@/components/panel'
import { PanelBody } from '@/components/panels'
import { QueryState } from '@/components/query-state'
import { withClause } from '@/components/query-bar'
import { Skeleton } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { count, percent } from '@/lib/number'
import { rangeOf } from '@/lib/time'

import { before } from '../asked'
import { DifferenceRow } from '../difference-row'
import type { Overview, Two } from '../model'
import { useOverview } from '../queries'
import type { TabProps } from '../tab'
import { Hours } from './hours'
import { volume } from './volume'

const ERRORS = 'level:>=error'

/** A period beside the one before it: how much, how bad, from whom, when, and what is otherwise. */
export function OverviewTab({ go, asked }: TabProps) {
  const overview = useOverview(asked)
  return (
    <QueryState
      query={overview}
      waiting={<Waiting />}
      isEmpty={({ total }) => !total.count && !total.previous_count}
      empty="No logs match in this time, nor in the period before."
    >
      {(found) => (
        <div aria-busy={overview.isFetching || undefined} className="grid gap-3 lg:grid-cols-2">
          <Figures found={found} q={asked?.q ?? ''} />
          <Volume
            found={found}
            q={asked?.q ?? ''}
            onZoom={(a, b) => void go(rangeOf(a.getTime(), b.getTime()))}
          />
          <Services found={found} />
          <Changes found={found} q={asked?.q ?? ''} />
          <Panel title="Hosts">
            <div className="p-2">
              <BarList
                label="Logs by host"
                total={found.total.count}
                items={found.hosts.map((two) => bar(two, found))}
              />
            </div>
          </Panel>
          <Hours found={found} q={asked?.q ?? ''} />
        </div>
      )}
    </QueryState>
  )
}

function Waiting() {
  return (
    <div aria-label="Loading" role="status" className="grid gap-3 lg:grid-cols-2">
      <Skeleton className="h-24 lg:col-span-2" />
      <Skeleton className="h-64 lg:col-span-2" />
      <Skeleton className="h-56" />
      <Skeleton className="h-56" />
    </div>
  )
}

const link = (q: string, { from, to }: { from: string; to: string }) => explorerLink({ q, from, to })

const bar = (two: Two, found: Overview) => ({
  key: two.value ?? '',
  label: two.value ?? '(none)',
  value: two.count,
  href: link(two.query, found),
})

function Figures({ found, q }: { found: Overview; q: string }) {
  const { total } = found
  const errors = withClause(q, ERRORS)
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-4 lg:col-span-2">
      <Figure name="Logs" href={link(q, found)} value={count(total.count)}>
        <Change now={total.count} then={total.previous_count} />
      </Figure>
      <Figure name="Errors" href={link(errors, found)} value={count(total.errors)}>
        <Change now={total.errors} then={total.previous_errors} bad />
      </Figure>
      <Figure name="Error rate" href={link(errors, found)} value={percent(total.errors, total.count)}>
        {total.previous_count
          ? `${percent(total.previous_errors, total.previous_count)} before`
          : 'none before'}
      </Figure>
      <Figure name="Busiest hour" href={link(q, found)} value={busiest(found.hours)}>
        by clocks of {found.zone}
      </Figure>
    </div>
  )
}

function busiest(hours: readonly number[]): string {
  const most = Math.max(...hours)
  if (!most) return '–'
  const hour = hours.indexOf(most)
  return `${String(hour).padStart(2, '0')}–${String((hour + 1) % 24).padStart(2, '0')} h`
}

function Figure({
  name,
  href,
  value,
  children,
}: {
  name: string
  href: string
  value: string
  children: ReactNode
}) {
  return (
    <Link
      href={href}
      className="flex min-w-0 flex-col gap-1 bg-surface px-4 py-3 -outline-offset-2 hover:bg-hover max-sm:px-3"
    >
      <span className="text-xs text-ink-3">{name}</span>
      <span className="truncate text-xl font-medium text-ink">{value}</span>
      <span className="truncate text-2xs text-ink-3">{children}</span>
    </Link>
  )
}

/** Against the period before, in words. */
function Change({ now, then, bad }: { now: number; then: number; bad?: boolean }) {
  if (!then) return now ? 'none in the period before' : 'as before'
  if (now === then) return 'as in the period before'
  const Arrow = now > then ? ArrowUpRight : ArrowDownRight
  return (
    <span className={bad && now > then ? 'text-sev-error' : undefined}>
      <Arrow aria-hidden className="mr-0.5 inline size-3" />
      {percent(Math.abs(now - then), then)} {now > then ? 'more' : 'less'} than before
    </span>
  )
}

function Volume({
  found,
  q,
  onZoom,
}: {
  found: Overview
  q: string
  onZoom: (from: Date, to: Date) => void
}) {
  const { timezone } = usePreferences().preferences
  const { panel, answer } = volume(found, q)
  return (
    <Panel title="Volume" tools="beside the period before" className="lg:col-span-2">
      <div className="h-60 p-1">
        <PanelBody
          panel={panel}
          answer={answer}
          zone={timezone}
          linkTo={(text, from, to) => explorerLink({ q: text, from, to })}
          onZoom={onZoom}
        />
      </div>
    </Panel>
  )
}

function Services({ found }: { found: Overview }) {
  return (
    <Panel title="Services" tools="error rate">
      <ul className="p-2">
        {found.services.map((two) => (
          <li key={two.value ?? ''} className="flex h-7 items-center gap-3 text-xs">
            <Link
              href={link(two.query, found)}
              className="min-w-0 flex-1 truncate rounded-sm pl-2 text-ink hover:underline"
            >
              {two.value ?? '(none)'}
            </Link>
            <Link href={link(two.query, found)} className="rounded-sm text-ink hover:underline">
              {count(two.count)}
            </Link>
            <Link
              href={link(withClause(two.query, ERRORS), found)}
              aria-label={`${two.value ?? '(none)'}: ${count(two.errors)} errors`}
              className={`w-16 rounded-sm pr-2 text-right hover:underline ${two.errors ? 'text-sev-error' : 'text-ink-3'}`}
            >
              {percent(two.errors, two.count)}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Changes({ found, q }: { found: Overview; q: string }) {
  const then = before({ q, ...found })
  return (
    <Panel title="What changed" tools="shares, against the period before">
      {found.changes.length ? (
        <ul>
          {found.changes.slice(0, 6).map((each) => (
            <DifferenceRow
              key={`${each.field}=${each.value}`}
              each={each}
              ours={{ q, from: found.from, to: found.to, lines: found.total.count, name: 'this period' }}
              theirs={{ q, ...then, lines: found.total.previous_count, name: 'the period before' }}
            />
          ))}
        </ul>
      ) : (
        <p className="p-4 text-xs text-ink-3">Nothing that is more than chance.</p>
      )}
    </Panel>
  )
}
