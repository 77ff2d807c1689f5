'use client'

import { useEffect } from 'react'

import { Panel } from '@/components/panel'
import { Empty, Failing } from '@/components/query-state'
import { Badge, Button, Select, SkeletonRows } from '@/components/ui'
import { useMay, useTimes } from '@/features/session'
import { cn } from '@/lib/cn'
import { count, plural } from '@/lib/number'
import { formatDuration } from '@/lib/time'

import { SEVERITIES } from '../model'
import type { Alert, AlertCounts } from '../model'
import { STATES, usePlace } from '../place'
import { useRules } from '../queries'
import { SeverityWord, StateMark } from '../severity'
import { numberWords, SEVERITY_WORDS } from '../words'
import { useAlertActions, useAlerts, useStatistics } from './queries'

const STATE_NAMES: Record<(typeof STATES)[number], string> = {
  open: 'Open',
  firing: 'Firing',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  all: 'All',
}

/** What fires now, and what did. */
export function AlertList() {
  const [place, go] = usePlace()
  const alerts = useAlerts({ state: place.state, severity: place.severity, rule: place.of })
  const rules = useRules()
  const found = alerts.data?.pages.flatMap(({ results }) => results) ?? []
  const counts = alerts.data?.pages[0]?.counts
  return (
    <>
      <Figures counts={counts} />
      <Panel
        title={STATE_NAMES[place.state]}
        tools={
          <>
            <Select
              size="sm"
              label="Severity"
              value={place.severity ?? 'any'}
              options={[
                { value: 'any', label: 'Any severity' },
                ...SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] })),
              ]}
              onChange={(next) => void go({ severity: next === 'any' ? null : next })}
            />
            <Select
              size="sm"
              label="Rule"
              value={String(place.of ?? 0)}
              options={[
                { value: '0', label: 'Any rule' },
                ...(rules.data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              onChange={(next) => void go({ of: Number(next) || null })}
              className="max-w-44 max-sm:hidden"
            />
          </>
        }
      >
        {alerts.isPending ? (
          <SkeletonRows />
        ) : alerts.error && found.length === 0 ? (
          <Failing error={alerts.error} retry={() => void alerts.refetch()} />
        ) : found.length === 0 ? (
          <Nothing anyRules={(rules.data?.length ?? 1) > 0} />
        ) : (
          <ul aria-label="Alerts" className="divide-y">
            {found.map((alert) => (
              <Row key={alert.id} alert={alert} open={place.id === alert.id} />
            ))}
          </ul>
        )}
        {alerts.hasNextPage && (
          <div className="border-t p-2 text-center">
            <Button size="sm" busy={alerts.isFetchingNextPage} onClick={() => void alerts.fetchNextPage()}>
              Older ones
            </Button>
          </div>
        )}
      </Panel>
    </>
  )
}

function Figures({ counts }: { counts: AlertCounts | undefined }) {
  const [place, go] = usePlace()
  const statistics = useStatistics().data
  const numbers: Record<(typeof STATES)[number], number | undefined> = {
    open: counts?.open,
    firing: counts?.firing,
    acknowledged: counts?.acknowledged,
    resolved: counts?.resolved,
    all: counts && counts.open + counts.resolved,
  }
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
      <div role="group" aria-label="Which alerts" className="flex flex-wrap gap-1">
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={place.state === state}
            onClick={() => void go({ state, id: null })}
            className={cn(
              'flex min-w-20 flex-col rounded-md px-3 py-1.5 text-left hover:bg-hover aria-pressed:bg-surface aria-pressed:shadow-[inset_0_0_0_1px_var(--line-strong)]',
            )}
          >
            <span
              className={cn(
                'text-base font-medium tabular-nums',
                state === 'firing' && numbers.firing ? 'text-sev-error' : 'text-ink',
              )}
            >
              {numbers[state] === undefined ? '–' : count(numbers[state])}
            </span>
            <span className="text-2xs text-ink-3">{STATE_NAMES[state]}</span>
          </button>
        ))}
      </div>
      {statistics && statistics.total > 0 && (
        <dl className="ml-auto flex gap-6 text-xs text-ink-3">
          <Mean name="to acknowledge" seconds={statistics.to_acknowledge} />
          <Mean name="to resolve" seconds={statistics.to_resolve} />
        </dl>
      )}
    </div>
  )
}

const Mean = ({ name, seconds }: { name: string; seconds: number | null }) => (
  <div title="Mean of the last 30 days">
    <dd className="text-sm text-ink tabular-nums">
      {seconds === null ? '–' : formatDuration(seconds * 1000)}
    </dd>
    <dt className="text-2xs">mean {name}</dt>
  </div>
)

function Nothing({ anyRules }: { anyRules: boolean }) {
  const [place, go] = usePlace()
  const mayEdit = useMay('editor')
  if (!anyRules) {
    return (
      <Empty
        title="No rules yet, so nothing can fire"
        action={
          mayEdit && (
            <Button variant="primary" onClick={() => void go({ rule: 0 })}>
              Make the first rule
            </Button>
          )
        }
      >
        Any search in Explorer can become a rule, too.
      </Empty>
    )
  }
  return place.state === 'open' || place.state === 'firing' ? (
    <Empty title="Nothing fires">All is quiet.</Empty>
  ) : (
    <Empty>No alert is so.</Empty>
  )
}

function Row({ alert, open }: { alert: Alert; open: boolean }) {
  const [, go] = usePlace()
  const { exact } = useTimes()
  const act = useAlertActions()
  const mayEdit = useMay('editor')
  const busy = act.isPending
  useEffect(() => {
    if (open) document.getElementById(`alert-${alert.id}`)?.scrollIntoView({ block: 'nearest' })
  }, [open, alert.id])
  return (
    <li
      id={`alert-${alert.id}`}
      className={cn('flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5', open && 'bg-active')}
    >
      <SeverityWord severity={alert.severity} className="w-18" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <button
            type="button"
            onClick={() => void go({ id: alert.id })}
            className="min-w-0 truncate rounded-sm text-left text-sm font-medium text-ink hover:text-accent hover:underline"
          >
            {alert.rule_name}
          </button>
          <GroupBadges group={alert.group} />
          {alert.flapping && <Badge tone="warning">comes and goes</Badge>}
          {alert.reopened > 0 && <Badge>back {plural(alert.reopened, 'time')}</Badge>}
        </p>
        <p className="truncate text-xs text-ink-3">
          <time dateTime={alert.started_at} title={exact(alert.started_at)}>
            {lasting(alert)}
          </time>
          {alert.words
            ? ` · ${alert.words}`
            : alert.numbers.map(([name, value]) => ` · ${name} ${numberWords(value)}`)}
          {alert.assignee && ` · ${alert.assignee.username} looks after it`}
        </p>
      </div>
      <StateMark state={alert.state === 'snoozed' ? 'acknowledged' : alert.state}>{alert.state}</StateMark>
      {mayEdit && alert.state === 'firing' && (
        <Button size="sm" busy={busy} onClick={() => act.mutate({ id: alert.id, verb: 'acknowledge' })}>
          Acknowledge
        </Button>
      )}
    </li>
  )
}

export function GroupBadges({ group }: { group: Record<string, string | null> }) {
  return Object.entries(group).map(([name, value]) => (
    <Badge key={name}>
      <span className="text-ink-3">{name}</span> {value ?? '(none)'}
    </Badge>
  ))
}

/** How long it lasts, or lasted. */
export function lasting({ started_at, resolved_at }: Pick<Alert, 'started_at' | 'resolved_at'>): string {
  const end = resolved_at ? Date.parse(resolved_at) : Date.now()
  const long = formatDuration(Math.max(0, end - Date.parse(started_at)))
  return resolved_at ? `lasted ${long}` : `for ${long}`
}
