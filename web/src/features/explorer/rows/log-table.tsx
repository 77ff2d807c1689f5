'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { MouseEvent, Ref } from 'react'

import { ContextMenu, ContextMenuTrigger } from '@/components/ui'
import { cn } from '@/lib/cn'
import type { Order } from '@/lib/logs'
import type { LogEvent } from '@/lib/model'
import type { RowTime } from '@/lib/time'

import { Header } from './header'
import { RAW } from './columns'
import { Row } from './row'
import type { RowLook } from './row'
import { RowMenu } from './row-menu'

export interface TableHandle {
  /** Brings a row into view. */
  show: (index: number) => void
  atTop: () => boolean
  focus: () => void
}

const TIME_WIDTH: Record<RowTime, number> = { clock: 88, day: 132, year: 170 }

export interface LogTableProps extends Omit<RowLook, 'timeWidth'> {
  rows: readonly LogEvent[]
  total?: number
  order: Order
  active: number
  opened: string | null
  stale: boolean
  rowHeight: number
  /** What stands under the last row: that more comes, or that this is all. */
  foot: React.ReactNode
  handle: Ref<TableHandle>
  onOpen: (index: number) => void
  onNearEnd: () => void
  onColumns: (columns: string[]) => void
  onWidth: (column: string, width: number) => void
  onOrder: (order: Order) => void
}

const NEAR = 150

/** Rows by the hundred thousand: only those on screen are in the page. */
export function LogTable(props: LogTableProps) {
  const { rows, columns, widths, wrap, narrow, says, rowHeight, active, opened, onOpen, onNearEnd } = props
  const box = useRef<HTMLDivElement>(null)
  const [menuOn, setMenuOn] = useState<{ event: LogEvent; field: string } | null>(null)
  const measured = wrap
  // Of a new function the virtualizer would measure every row anew, a hundred thousand a frame.
  const keyOf = useCallback((index: number) => rows[index]?.id ?? index, [rows])
  const sizeOf = useCallback(() => (narrow ? 62 : rowHeight), [narrow, rowHeight])
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by hand from its result
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: sizeOf,
    getItemKey: keyOf,
    overscan: 12,
    scrollMargin: narrow ? 0 : 28,
    scrollPaddingStart: narrow ? 0 : 32,
    scrollPaddingEnd: 8,
  })
  const { measure } = virtual
  useEffect(() => measure(), [measure, wrap, narrow, rowHeight, columns])

  useImperativeHandle(props.handle, () => ({
    show: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    atTop: () => (box.current?.scrollTop ?? 0) < 8,
    focus: () => box.current?.focus({ preventScroll: true }),
  }))

  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length && last >= rows.length - NEAR) onNearEnd()
  }, [last, rows.length, onNearEnd])

  const onContextMenu = (event: MouseEvent) => {
    const target = event.target as HTMLElement
    const row = rows[Number(target.closest('[data-index]')?.getAttribute('data-index') ?? -1)]
    if (!row) return event.preventDefault()
    setMenuOn({ event: row, field: target.closest('[data-field]')?.getAttribute('data-field') ?? 'message' })
  }

  const timeWidth = TIME_WIDTH[says]
  const margin = narrow ? 0 : 28
  return (
    <ContextMenu>
      <ContextMenuTrigger asChild>
        <div
          ref={box}
          role="grid"
          aria-label="Logs"
          aria-rowcount={props.total === undefined ? -1 : props.total + 1}
          aria-busy={props.stale}
          aria-activedescendant={active >= 0 && rows[active] ? `log-${rows[active].id}` : undefined}
          tabIndex={0}
          onContextMenu={onContextMenu}
          className={cn(
            'h-full overflow-auto bg-surface [contain:strict] focus-visible:-outline-offset-2',
            props.stale && '*:opacity-60',
          )}
        >
          {!narrow && <Header {...props} timeWidth={timeWidth} fixed={columns[0] === RAW} />}
          <div role="rowgroup" className="relative min-w-full" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const event = rows[item.index]
              if (!event) return null
              return (
                <div
                  key={item.key}
                  role="presentation"
                  ref={measured ? virtual.measureElement : undefined}
                  data-index={item.index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${item.start - margin}px)` }}
                >
                  <Row
                    event={event}
                    index={item.index}
                    id={`log-${event.id}`}
                    active={item.index === active}
                    opened={event.id === opened}
                    onOpen={onOpen}
                    columns={columns}
                    widths={widths}
                    timeWidth={timeWidth}
                    says={says}
                    wrap={wrap}
                    narrow={narrow}
                    zone={props.zone}
                    pattern={props.pattern}
                    handlers={props.handlers}
                  />
                </div>
              )
            })}
          </div>
          <div role="row" className="sticky left-0">
            <div role="gridcell" className="px-3 py-3 text-center text-2xs text-ink-3">
              {props.foot}
            </div>
          </div>
        </div>
      </ContextMenuTrigger>
      {menuOn && <RowMenu {...menuOn} handlers={props.handlers} />}
    </ContextMenu>
  )
}
