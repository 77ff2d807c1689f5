'use client'

import { ZoomIn, ZoomOut } from 'lucide-react'
import { memo } from 'react'

import { Marked, flatten, isScalar, oneLine, rawOf, textOf, valueOf, ValueLinks } from '@/components/logs'
import type { ValueHandlers } from '@/components/logs'
import { LevelBadge, SeverityMark, asSeverity, severity } from '@/components/severity'
import { cn } from '@/lib/cn'
import type { LogEvent } from '@/lib/model'
import { formatRow } from '@/lib/time'
import type { RowTime, Zone } from '@/lib/time'

import { isWide, RAW, widthOf } from './columns'

export interface RowLook {
  columns: readonly string[]
  widths: Readonly<Record<string, number>>
  timeWidth: number
  /** Range within a day: the date is the same everywhere, so it is not said in each row. */
  says: RowTime
  wrap: boolean
  narrow: boolean
  zone: Zone
  pattern: RegExp | null
  handlers: ValueHandlers
}

export interface RowProps extends RowLook {
  event: LogEvent
  index: number
  id: string
  active: boolean
  opened: boolean
  onOpen: (index: number) => void
}

const QUIET = new Set(['none', 'trace', 'debug', 'info', 'notice'])

/** One log in the list. Everything about it can be had by opening it; the mouse can filter at once. */
export const Row = memo(function Row(props: RowProps) {
  const { event, index, id, active, opened, onOpen, narrow, wrap } = props
  const level = asSeverity(event.level)
  return (
    // The grid has the keys; a click is for the mouse.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={opened}
      data-index={index}
      onClick={() => {
        // Text that is being selected is not a click on the row.
        if (!String(window.getSelection())) onOpen(index)
      }}
      className={cn(
        'flex min-w-full cursor-pointer border-b border-line/60 font-mono text-(length:--row-text) leading-[18px] hover:bg-hover',
        !narrow && !wrap && 'h-row items-center',
        (narrow || wrap) && 'items-start py-1',
        !QUIET.has(level) && severity[level].wash,
        active && 'bg-hover shadow-[inset_2px_0_0_var(--line-strong)]',
        opened && 'bg-active shadow-[inset_2px_0_0_var(--accent)]',
      )}
    >
      {narrow ? <NarrowCells {...props} /> : <WideCells {...props} />}
    </div>
  )
})

function WideCells({ event, columns, widths, timeWidth, says, wrap, zone, pattern, handlers }: RowProps) {
  return (
    <>
      <div
        role="gridcell"
        className="flex shrink-0 items-center gap-2 pl-3 text-ink-3"
        style={{ width: timeWidth + 38 }}
      >
        <SeverityMark level={event.level} />
        <time dateTime={event['@timestamp']} className="whitespace-nowrap">
          {formatRow(event['@timestamp'], zone, says)}
        </time>
        <span className="sr-only">{severity[asSeverity(event.level)].word}</span>
      </div>
      {columns.map((column) =>
        isWide(column) ? (
          <div
            key={column}
            role="gridcell"
            data-field="message"
            className={cn('min-w-0 flex-1 px-2', wrap ? 'break-words whitespace-pre-wrap' : 'truncate')}
          >
            <MessageText event={event} raw={column === RAW} wrap={wrap} pattern={pattern} columns={columns} />
          </div>
        ) : (
          <Cell
            key={column}
            event={event}
            column={column}
            width={widthOf(column, widths)}
            wrap={wrap}
            handlers={handlers}
          />
        ),
      )}
    </>
  )
}

interface MessageTextProps {
  event: LogEvent
  raw: boolean
  wrap: boolean
  pattern: RegExp | null
  columns: readonly string[]
}

const MOST_INLINE = 8

function MessageText({ event, raw, wrap, pattern, columns }: MessageTextProps) {
  const text = raw ? rawOf(event) : event.message
  const rest = raw ? [] : inlineFields(event, columns)
  return (
    <>
      <Marked text={wrap ? text.slice(0, 20_000) : oneLine(text)} pattern={pattern} />
      {rest.map(({ name, value }) => (
        <span key={name} className="ml-3 text-ink-3">
          <span className="opacity-80">{name}=</span>
          {oneLine(textOf(value), 80)}
        </span>
      ))}
    </>
  )
}

/** What else the log says, in few words behind its message. */
const inlineFields = (event: LogEvent, columns: readonly string[]) =>
  event.attributes
    ? flatten({ ...event, geoip: undefined, user_agent: undefined })
        .filter(({ name }) => !TOP.has(name) && !columns.includes(name))
        .slice(0, MOST_INLINE)
    : []

const TOP = new Set([
  '@timestamp', 'level', 'message', 'service', 'source', 'environment', 'host', 'logger', 'trace_id', 'span_id',
  'tags', 'received_at', 'input', 'upload_id', 'raw', 'id', 'tenant_id',
]) // prettier-ignore

interface CellProps {
  event: LogEvent
  column: string
  width: number
  wrap: boolean
  handlers: ValueHandlers
}

function Cell({ event, column, width, wrap, handlers }: CellProps) {
  const value = valueOf(event, column)
  const text = textOf(value)
  const links = handlers.linksOf?.(column, value) ?? []
  return (
    <div
      role="gridcell"
      data-field={column}
      title={text.length * 7 > width ? text : undefined}
      style={{ width }}
      className={cn(
        'group/cell relative shrink-0 px-2 text-ink-2',
        wrap ? 'break-words whitespace-pre-wrap' : 'truncate',
      )}
    >
      {column === 'level' ? <LevelBadge level={event.level} /> : wrap ? text : oneLine(text, 300)}
      <ValueLinks links={links} />
      {isScalar(value) && handlers.onFilter && column !== 'id' && (
        <span className="absolute inset-y-0 right-0 hidden items-center bg-hover pl-1 group-hover/cell:flex pointer-coarse:hidden!">
          <Quick label={`Only ${column} = ${text}`} onPress={() => handlers.onFilter?.(column, value, false)}>
            <ZoomIn aria-hidden className="size-3.5" />
          </Quick>
          <Quick
            label={`Without ${column} = ${text}`}
            onPress={() => handlers.onFilter?.(column, value, true)}
          >
            <ZoomOut aria-hidden className="size-3.5" />
          </Quick>
        </span>
      )}
    </div>
  )
}

/** For the mouse only: the keyboard has the same in the open row. */
function Quick({
  label,
  onPress,
  children,
}: {
  label: string
  onPress: () => void
  children: React.ReactNode
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation()
        onPress()
      }}
      className="flex size-5 items-center justify-center rounded-sm text-ink-3 hover:bg-active hover:text-ink"
    >
      {children}
    </button>
  )
}

/** On a phone: when and where above, what below. */
function NarrowCells({ event, columns, says, wrap, zone, pattern }: RowProps) {
  const extra = columns
    .filter((column) => !isWide(column))
    .map((column) => textOf(valueOf(event, column)))
    .filter(Boolean)
  const text = columns.includes(RAW) ? rawOf(event) : event.message
  return (
    <div role="gridcell" className="min-w-0 flex-1 px-3">
      <p className="flex items-center gap-2 text-2xs text-ink-3">
        <SeverityMark level={event.level} />
        <time dateTime={event['@timestamp']}>{formatRow(event['@timestamp'], zone, says)}</time>
        <span className="truncate">{extra.join(' · ')}</span>
        <span className="sr-only">{severity[asSeverity(event.level)].word}</span>
      </p>
      <p className={cn('mt-0.5', wrap ? 'break-words whitespace-pre-wrap' : 'line-clamp-2 h-9 break-words')}>
        <Marked text={wrap ? text.slice(0, 20_000) : oneLine(text, 300)} pattern={pattern} />
      </p>
    </div>
  )
}
