'use client'

import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'

import { LevelBadge } from '@/components/severity'
import { CopyButton, IconButton, Tab, TabPanel, Tabs, TabsList, Tooltip } from '@/components/ui'
import { writeJson } from '@/lib/json'
import type { LogEvent } from '@/lib/model'
import { formatTimestamp, timeAgo, zoneLabel } from '@/lib/time'
import type { Zone } from '@/lib/time'

import { ContextLines } from './context-lines'
import { flatten, rawOf } from './event'
import { FieldRows, FieldTable } from './field-table'
import { JsonView } from './json-view'
import { Marked } from './marked'
import type { ValueHandlers } from './value-actions'

export interface DetailPanelProps extends ValueHandlers {
  event: LogEvent
  tenant: string
  zone: Zone
  columns?: readonly string[]
  pattern?: RegExp | null
  onClose: () => void
  onOpen: (event: LogEvent) => void
  /** To the row above or below; absent where there is none. */
  onMove?: (by: 1 | -1) => void
  /** More for the header: a permalink, a link to the Explorer. */
  actions?: ReactNode
}

const MESSAGE = 'max-h-[40vh] overflow-auto font-mono text-xs leading-5 break-words whitespace-pre-wrap'

const OVERVIEW = new Set([
  'service',
  'source',
  'environment',
  'host',
  'logger',
  'trace_id',
  'span_id',
  'tags',
])
const HIDDEN = new Set([
  '@timestamp',
  'level',
  'message',
  'raw',
  'id',
  'tenant_id',
  'received_at',
  'input',
  'upload_id',
])

/** One event, whole: what it says, its fields, its JSON, and the lines around it. */
export function DetailPanel(props: DetailPanelProps) {
  const { event, zone, onClose, onMove, columns = [], onFilter, onColumn, linksOf } = props
  const [tab, setTab] = useState('overview')
  const handlers = { onFilter, onColumn, linksOf }
  const moment = Date.parse(event['@timestamp'])
  return (
    <section aria-label="Log" className="flex h-full min-h-0 flex-col bg-surface">
      <header className="flex items-center gap-1 border-b py-1.5 pr-2 pl-4">
        <LevelBadge level={event.level} />
        <time
          dateTime={event['@timestamp']}
          title={`${event['@timestamp']} · ${timeAgo(moment)}`}
          className="ml-2 truncate font-mono text-2xs text-ink-2"
        >
          {formatTimestamp(event['@timestamp'], zone)}{' '}
          <span className="text-ink-3">{zoneLabel(zone, moment)}</span>
        </time>
        <span className="ml-auto flex items-center">
          {props.actions}
          {onMove && (
            <>
              <Tooltip text="The row above" keys="k">
                <IconButton size="sm" label="The row above" onClick={() => onMove(-1)}>
                  <ChevronUp aria-hidden />
                </IconButton>
              </Tooltip>
              <Tooltip text="The row below" keys="j">
                <IconButton size="sm" label="The row below" onClick={() => onMove(1)}>
                  <ChevronDown aria-hidden />
                </IconButton>
              </Tooltip>
            </>
          )}
          <Tooltip text="Close" keys="Esc">
            <IconButton size="sm" label="Close the log" onClick={onClose}>
              <X aria-hidden />
            </IconButton>
          </Tooltip>
        </span>
      </header>
      <Tabs value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
        <TabsList className="shrink-0 px-4" aria-label="Ways to see this log">
          <Tab value="overview">Overview</Tab>
          <Tab value="fields">Fields</Tab>
          <Tab value="json">JSON</Tab>
          <Tab value="context">Context</Tab>
        </TabsList>
        <TabPanel value="overview" className="min-h-0 flex-1 overflow-auto">
          <Overview event={event} columns={columns} handlers={handlers} pattern={props.pattern ?? null} />
        </TabPanel>
        <TabPanel value="fields" className="min-h-0 flex-1 overflow-auto">
          <FieldTable event={event} columns={columns} {...handlers} />
        </TabPanel>
        <TabPanel value="json" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <CopyButton wide text={writeJson(event, 2)} label="Copy JSON" className="float-right ml-2" />
          <JsonView value={event} />
        </TabPanel>
        <TabPanel value="context" className="min-h-0 flex-1">
          <ContextLines event={event} tenant={props.tenant} zone={zone} onOpen={props.onOpen} />
        </TabPanel>
      </Tabs>
    </section>
  )
}

interface OverviewProps {
  event: LogEvent
  columns: readonly string[]
  handlers: ValueHandlers
  pattern: RegExp | null
}

function Overview({ event, columns, handlers, pattern }: OverviewProps) {
  const fields = useMemo(() => flatten(event), [event])
  const main = fields.filter(({ name }) => OVERVIEW.has(name))
  const more = fields.filter(({ name }) => !OVERVIEW.has(name) && !HIDDEN.has(name))
  return (
    <>
      <div className="group relative px-4 py-3">
        {/* What scrolls must be reachable by the keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0} aria-label="Message" role="group" className={MESSAGE}>
          {event.message ? (
            <Marked text={event.message} pattern={pattern} />
          ) : (
            <span className="text-ink-3">no message</span>
          )}
        </pre>
        <div className="mt-2 flex gap-2">
          <CopyButton wide text={event.message} label="Copy message" />
          {event.raw && event.raw !== event.message && (
            <CopyButton wide text={rawOf(event)} label="Copy original line" />
          )}
        </div>
      </div>
      <div className="border-t" />
      <FieldRows fields={main} columns={columns} handlers={handlers} />
      {more.length > 0 && <h2 className="px-4 pt-4 pb-1.5 text-2xs font-medium text-ink-3">Attributes</h2>}
      <FieldRows fields={more} columns={columns} handlers={handlers} />
      <p className="px-4 py-3 font-mono text-2xs break-all text-ink-3">
        {event.id} · received {event.received_at}
        {event.input ? ` by ${event.input}` : ''}
      </p>
    </>
  )
}
