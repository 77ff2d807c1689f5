'use client'

import Link from 'next/link'

import { Panel } from '@/components/panel'
import { Empty, QueryState } from '@/components/query-state'
import { LevelBadge } from '@/components/severity'
import { SkeletonRows } from '@/components/ui'
import { useTenant, useTimes } from '@/features/session'
import { explorerLink } from '@/lib/links'
import type { LogEvent } from '@/lib/model'

import { useRecent } from './queries'
import type { Span } from './range'

export function Recent({ span }: { span: Span }) {
  const recent = useRecent(useTenant(), span)
  return (
    <Panel
      title="Recent logs"
      className="lg:col-span-3"
      tools={
        <Link href={explorerLink({ ...span })} className="rounded-sm text-accent hover:underline">
          Open in Explorer
        </Link>
      }
    >
      <QueryState
        query={recent}
        isEmpty={({ data }) => data.results.length === 0}
        empty={<Empty>No logs in this time.</Empty>}
        waiting={<SkeletonRows rows={12} label="Loading logs" />}
      >
        {({ data, span: shown }) => (
          <ul>
            {data.results.map((event) => (
              <Row key={event.id} event={event} span={shown} />
            ))}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

function Row({ event, span }: { event: LogEvent; span: Span }) {
  const { moment, exact } = useTimes()
  return (
    <li className="border-b last:border-b-0">
      <Link
        href={explorerLink({ ...span, id: event.id })}
        className="flex min-h-row items-center gap-3 px-4 font-mono text-(length:--row-text) -outline-offset-2 hover:bg-hover max-sm:flex-wrap max-sm:gap-x-2 max-sm:gap-y-0 max-sm:py-1"
      >
        <time
          dateTime={event['@timestamp']}
          title={exact(event['@timestamp'])}
          className="w-44 shrink-0 whitespace-nowrap text-ink-3 max-sm:w-auto"
        >
          {moment(event['@timestamp'])}
        </time>
        <LevelBadge level={event.level} kind="letter" className="w-6 shrink-0" />
        <span className="w-32 shrink-0 truncate text-ink-3 max-sm:w-auto">
          {event.service ?? event.host ?? ''}
        </span>
        <span className="min-w-0 flex-1 truncate text-ink max-sm:basis-full">{event.message}</span>
      </Link>
    </li>
  )
}
