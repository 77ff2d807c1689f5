'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { memo, useCallback, useEffect, useRef } from 'react'
import type { UIEvent } from 'react'

import { Marked, oneLine } from '@/components/logs'
import { asSeverity, severity, SeverityMark } from '@/components/severity'
import { Button } from '@/components/ui'
import { cn } from '@/lib/cn'
import type { LogEvent } from '@/lib/model'
import { plural } from '@/lib/number'
import { formatTimestamp } from '@/lib/time'
import type { Zone } from '@/lib/time'

import type { Gap, LiveRow } from './buffer'

export interface LiveListProps {
  rows: readonly LiveRow[]
  /** Keeps the newest row in view. */
  following: boolean
  waiting: number
  paused: boolean
  opened: string | null
  rowHeight: number
  narrow: boolean
  zone: Zone
  pattern: RegExp | null
  onOpen: (event: LogEvent) => void
  /** The reader went up from the newest row, or came back to it. */
  onAtEnd: (atEnd: boolean) => void
  onCatchUp: () => void
}

/** How far from the end still counts as the end. */
const END = 40

/** The newest at the bottom, as a terminal has it. */
export function LiveList(props: LiveListProps) {
  const { rows, following, waiting, rowHeight, narrow, onAtEnd } = props
  const box = useRef<HTMLDivElement>(null)
  // Of a new function the virtualizer would measure every row anew.
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const sizeOf = useCallback(() => (narrow ? 58 : rowHeight), [narrow, rowHeight])
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by hand from its result
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: sizeOf,
    getItemKey: keyOf,
    overscan: 16,
  })
  const { measure } = virtual
  useEffect(() => measure(), [measure, narrow, rowHeight])

  useEffect(() => {
    const element = box.current
    if (following && element) element.scrollTop = element.scrollHeight
  }, [rows, following])

  // Where the view stands cannot tell a hand from the list's own scrolling, so the hand is listened to.
  const touched = useRef(0)
  const up = () => rows.length > 0 && onAtEnd(false)
  const onScroll = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
    if (following) return
    if (element.scrollHeight - element.scrollTop - element.clientHeight < END) onAtEnd(true)
  }

  return (
    <div className="relative h-full">
      {/* The hand's own scrolling is listened to; nothing here is pressed. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={box}
        role="log"
        aria-label="Live logs"
        aria-live="off"
        // What scrolls must be reachable by the keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={onScroll}
        onWheel={(event) => {
          if (event.deltaY < 0) up()
        }}
        onTouchStart={(event) => {
          touched.current = event.touches[0]?.clientY ?? 0
        }}
        onTouchMove={(event) => {
          if ((event.touches[0]?.clientY ?? 0) > touched.current + 8) up()
        }}
        onKeyDown={(event) => {
          if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) up()
        }}
        onPointerDown={(event) => {
          // Only the scroll bar is the box itself.
          if (event.target === event.currentTarget) up()
        }}
        className="h-full overflow-auto bg-surface [contain:strict] [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (!row) return null
            return (
              <div
                key={item.key}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
              >
                {'event' in row ? (
                  <EventRow
                    event={row.event}
                    opened={row.event.id === props.opened}
                    narrow={narrow}
                    zone={props.zone}
                    pattern={props.pattern}
                    onOpen={props.onOpen}
                  />
                ) : (
                  <GapRow gap={row.gap} />
                )}
              </div>
            )
          })}
        </div>
      </div>
      {(waiting > 0 || (!following && rows.length > 0)) && (
        <Button
          variant="primary"
          size="sm"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full px-3 shadow-pop"
          onClick={props.onCatchUp}
        >
          <ArrowDown aria-hidden /> {waiting > 0 ? `${plural(waiting, 'new log')}` : 'To the newest'}
        </Button>
      )}
    </div>
  )
}

interface EventRowProps {
  event: LogEvent
  opened: boolean
  narrow: boolean
  zone: Zone
  pattern: RegExp | null
  onOpen: (event: LogEvent) => void
}

const LOUD = new Set(['warning', 'error', 'critical'])

const EventRow = memo(function EventRow({ event, opened, narrow, zone, pattern, onOpen }: EventRowProps) {
  const level = asSeverity(event.level)
  const clock = formatTimestamp(event['@timestamp'], zone).slice(11, 23)
  return (
    <button
      type="button"
      aria-pressed={opened}
      onClick={() => onOpen(event)}
      className={cn(
        'flex h-full w-full border-b border-line/60 px-3 text-left font-mono text-(length:--row-text) leading-[18px] hover:bg-hover focus-visible:-outline-offset-2',
        narrow ? 'flex-col justify-center overflow-hidden' : 'items-center gap-2',
        LOUD.has(level) && severity[level].wash,
        opened && 'bg-active shadow-[inset_2px_0_0_var(--accent)]',
      )}
    >
      <span className={cn('flex shrink-0 items-center gap-2 text-ink-3', narrow && 'text-2xs')}>
        <SeverityMark level={event.level} />
        <span className="sr-only">{severity[level].word}</span>
        <time dateTime={event['@timestamp']}>{clock}</time>
        {narrow && <span className="truncate">{event.service}</span>}
      </span>
      {!narrow && <span className="w-32 shrink-0 truncate text-ink-2">{event.service ?? event.source}</span>}
      <span className={cn('min-w-0', narrow ? 'line-clamp-2 break-words' : 'flex-1 truncate')}>
        <Marked text={oneLine(event.message, narrow ? 200 : 500)} pattern={pattern} />
      </span>
    </button>
  )
})

/** What the screen does not have is a row as well. */
function GapRow({ gap }: { gap: Gap }) {
  return (
    <p className="flex h-full items-center gap-3 border-b bg-wash-warning px-3 text-2xs text-sev-warning">
      <span aria-hidden className="h-px w-4 bg-current" />
      <span className="min-w-0 truncate" title={gap.message}>
        {gap.message}
      </span>
      <span aria-hidden className="h-px flex-1 bg-current opacity-30" />
    </p>
  )
}
