'use client'

import { X } from 'lucide-react'
import Link from 'next/link'

import { LevelBadge } from '@/components/severity'
import { Failing } from '@/components/query-state'
import { Button, CopyButton, IconButton, SkeletonRows } from '@/components/ui'
import { usePreferences, useTimes } from '@/features/session'
import type { LogEvent } from '@/lib/model'
import { safeNext } from '@/lib/links'
import { formatRow } from '@/lib/time'

import { FiringChart } from '../chart'
import type { AlertWhole } from '../model'
import { usePlace } from '../place'
import { inside } from '../rules/history'
import { SeverityWord, StateMark } from '../severity'
import { numberWords } from '../words'
import { Actions } from './actions'
import { GroupBadges, lasting } from './list'
import { useAlert } from './queries'
import { Timeline } from './timeline'

/** One alert: what was seen, the lines, what was done, and what can be. */
export function AlertDetail({ id }: { id: number }) {
  const alert = useAlert(id)
  const [, go] = usePlace()
  const close = () => void go({ id: null })
  return (
    <aside
      aria-label="The alert"
      className="flex min-h-0 flex-col border-l bg-surface max-lg:fixed max-lg:inset-0 max-lg:z-30 lg:w-[34rem]"
    >
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b px-4">
        <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">{alert.data?.title ?? 'Alert'}</h2>
        <CopyButton text={typeof location === 'undefined' ? '' : location.href} label="Copy the link" />
        <IconButton label="Close the alert" onClick={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {alert.data ? (
          <Whole alert={alert.data} />
        ) : alert.error ? (
          <Failing error={alert.error} retry={() => void alert.refetch()} />
        ) : (
          <SkeletonRows />
        )}
      </div>
    </aside>
  )
}

function Whole({ alert }: { alert: AlertWhole }) {
  const [, go] = usePlace()
  const { exact } = useTimes()
  return (
    <div className="flex flex-col gap-5 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <SeverityWord severity={alert.severity} />
        <StateMark state={alert.state === 'snoozed' ? 'acknowledged' : alert.state}>{alert.state}</StateMark>
        <GroupBadges group={alert.group} />
      </div>
      {alert.words && <p className="text-sm text-ink">{alert.words}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <Fact name="Began">
          {exact(alert.started_at)} · {lasting(alert)}
        </Fact>
        {alert.numbers.map(([name, value]) => (
          <Fact key={name} name={name}>
            <Link href={inside(alert.link)} className="font-mono text-accent hover:underline">
              {numberWords(value)}
            </Link>
          </Fact>
        ))}
        {alert.query && (
          <Fact name="Lines">
            <code className="break-words">{alert.query}</code>
          </Fact>
        )}
        {Object.entries(alert.annotations).map(([name, text]) => (
          <Fact key={name} name={name}>
            {/^https?:\/\//.test(text) ? (
              <a
                href={text}
                target="_blank"
                rel="noreferrer"
                className="break-words text-accent hover:underline"
              >
                {text}
              </a>
            ) : (
              text
            )}
          </Fact>
        ))}
        {alert.assignee && <Fact name="Looked after by">{alert.assignee.username}</Fact>}
      </dl>
      <Actions alert={alert} />
      <Chart alert={alert} />
      <section aria-label="Lines">
        <h3 className="mb-1 flex items-center text-xs font-semibold">
          Lines
          <Link href={inside(alert.link)} className="ml-auto font-normal text-accent hover:underline">
            All of them in Explorer
          </Link>
        </h3>
        <ul className="divide-y rounded-md border">
          {alert.lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
          {alert.lines.length === 0 && (
            <li className="px-3 py-2 text-xs text-ink-3">There were none in the window.</li>
          )}
        </ul>
      </section>
      <Timeline alert={alert} />
      {alert.rule !== null && (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          onClick={() => void go({ rule: alert.rule })}
        >
          Open its rule
        </Button>
      )}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 text-ink-2">{children}</dd>
    </>
  )
}

function Line({ line }: { line: LogEvent }) {
  const { timezone } = usePreferences().preferences
  return (
    <li>
      <Link
        href={safeNext(`/explorer/?id=${line.id}&${aroundLine(line)}`)}
        className="flex items-baseline gap-2 px-3 py-1 font-mono text-2xs text-ink-2 hover:bg-hover hover:text-ink"
      >
        <LevelBadge level={line.level} kind="letter" />
        <span className="shrink-0 text-ink-3">{formatRow(line['@timestamp'], timezone, 'clock')}</span>
        <span className="min-w-0 truncate">{line.message}</span>
      </Link>
    </li>
  )
}

const aroundLine = (line: LogEvent) => {
  const at = Date.parse(line['@timestamp'])
  const [from, to] = [at - 60_000, at + 60_000].map((each) => new Date(each).toISOString())
  return new URLSearchParams({ from: from!, to: to! }).toString()
}

function Chart({ alert }: { alert: AlertWhole }) {
  const { timezone } = usePreferences().preferences
  const points = (alert.chart?.points ?? []).map(([at, value]) => [Date.parse(at), value] as const)
  const [first, last] = [points[0]?.[0], points.at(-1)?.[0]]
  if (first === undefined || last === undefined || first === last) return null
  const began = Date.parse(alert.started_at)
  return (
    <FiringChart
      label="The number before it fired, and since"
      span={{ from: first, to: last }}
      points={points}
      firings={began >= first && began <= last ? [{ from: began, to: last }] : []}
      threshold={alert.chart?.threshold}
      zone={timezone}
    />
  )
}
