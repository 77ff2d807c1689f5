'use client'

import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert, type LucideIcon } from 'lucide-react'
import { Fragment } from 'react'

import { Panel } from '@/components/panel'
import { QueryState } from '@/components/query-state'
import { useTenant } from '@/features/session'
import { cn } from '@/lib/cn'
import type { HealthPart } from '@/lib/model'

import { useHealth } from './queries'
import { WaitingList } from './waiting-list'

type Look = { icon: LucideIcon; text: string }

const WELL: Look = { icon: CircleCheck, text: 'text-accent' }
const STRAINED: Look = { icon: TriangleAlert, text: 'text-sev-warning' }
const ILL: Look = { icon: CircleAlert, text: 'text-sev-error' }
const UNKNOWN: Look = { icon: CircleHelp, text: 'text-ink-3' }

const LOOKS: Record<string, Look> = { green: WELL, yellow: STRAINED, red: ILL }

const look = (status: string): Look => LOOKS[status] ?? UNKNOWN

/** Each part of the product, how it is, and why when it is not well. */
export function HealthPanel() {
  const health = useHealth(useTenant())
  return (
    <Panel title="System" tools={health.data && <Overall status={health.data.status} />}>
      <QueryState query={health} waiting={<WaitingList />} isEmpty={() => false}>
        {({ parts }) => (
          <ul className="px-4 py-2">
            {parts.map((part) => (
              <Part key={part.name} {...part} />
            ))}
          </ul>
        )}
      </QueryState>
    </Panel>
  )
}

const words: Record<string, string> = { green: 'all well', yellow: 'strained', red: 'not well' }

function Overall({ status }: { status: string }) {
  return <span className={look(status).text}>{words[status] ?? status}</span>
}

function Part({ name, status, reason, details }: HealthPart) {
  const { icon: Icon, text } = look(status)
  return (
    <li className="py-1 text-xs">
      <div className="flex min-h-5 items-baseline gap-2">
        <Icon aria-hidden className={cn('size-3.5 shrink-0 self-center', text)} />
        <span className="w-20 shrink-0 text-ink">{name}</span>
        <span
          className={cn('min-w-0', look(status) === WELL ? 'truncate text-ink-3' : 'text-ink-2')}
          title={reason ?? undefined}
        >
          {reason || words[status] || status}
        </span>
      </div>
      {typeof details?.engine === 'string' && <Engine name={details.engine} details={details} />}
    </li>
  )
}

/** Which engine keeps the logs, and what it says of itself. */
function Engine({ name, details }: { name: string; details: Record<string, unknown> }) {
  const facts = Object.entries(details).flatMap(([key, value]) =>
    key !== 'engine' && value !== null && value !== undefined ? [[key, said(value)] as const] : [],
  )
  return (
    <details className="ml-[5.875rem] text-ink-3">
      <summary className="cursor-pointer">{name}</summary>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-3 py-1">
        {facts.map(([key, value]) => (
          <Fragment key={key}>
            <dt>{key.replaceAll('_', ' ')}</dt>
            <dd className="min-w-0 break-words text-ink-2">{value}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  )
}

const said = (value: unknown): string => {
  if (typeof value === 'number') return value.toLocaleString('en')
  if (Array.isArray(value)) return value.map(said).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
