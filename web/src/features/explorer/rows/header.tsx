'use client'

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, X } from 'lucide-react'
import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'

import { Menu, MenuContent, MenuItem, MenuTrigger } from '@/components/ui'
import { cn } from '@/lib/cn'
import type { Order } from '@/lib/logs'

import { clampWidth, isWide, moveColumn, widthOf } from './columns'

export interface HeaderProps {
  columns: readonly string[]
  widths: Readonly<Record<string, number>>
  timeWidth: number
  order: Order
  /** In raw mode there is one column, and it stays. */
  fixed: boolean
  onColumns: (columns: string[]) => void
  onWidth: (column: string, width: number) => void
  onOrder: (order: Order) => void
}

const CELL = 'flex h-full shrink-0 items-center'

/** Names of the columns: dragged or moved by their menu, resized at their right edge. */
export function Header(props: HeaderProps) {
  const { columns, widths, timeWidth, order, fixed, onColumns, onWidth, onOrder } = props
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const Arrow = order === 'newest' ? ArrowDown : ArrowUp
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 flex h-7 min-w-full border-b bg-surface text-2xs text-ink-3 select-none"
    >
      <div
        role="columnheader"
        aria-sort={order === 'newest' ? 'descending' : 'ascending'}
        className={cn(CELL, 'pl-3')}
        style={{ width: timeWidth + 38 }}
      >
        <button
          type="button"
          className="flex h-6 items-center gap-1 rounded-sm hover:text-ink"
          title={
            order === 'newest'
              ? 'Newest first: press for oldest first'
              : 'Oldest first: press for newest first'
          }
          onClick={() => onOrder(order === 'newest' ? 'oldest' : 'newest')}
        >
          Time <Arrow aria-hidden className="size-3" />
        </button>
      </div>
      {columns.map((column, at) => (
        // Dragging is for the mouse; the button inside has the same for the keyboard.
        // eslint-disable-next-line jsx-a11y/interactive-supports-focus
        <div
          key={column}
          role="columnheader"
          draggable={!fixed}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            event.dataTransfer.setData('text/plain', column)
            setDragged(column)
          }}
          onDragOver={(event) => {
            if (!dragged) return
            event.preventDefault()
            setOver(at)
          }}
          onDragEnd={() => {
            setDragged(null)
            setOver(null)
          }}
          onDrop={(event) => {
            event.preventDefault()
            if (dragged && dragged !== column) onColumns(moveColumn(columns, dragged, at))
          }}
          className={cn(
            CELL,
            'group relative px-2',
            isWide(column) && 'min-w-0 flex-1',
            dragged === column && 'opacity-40',
            dragged && over === at && dragged !== column && 'shadow-[inset_2px_0_0_var(--accent)]',
          )}
          style={isWide(column) ? undefined : { width: widthOf(column, widths) }}
        >
          {fixed ? column : <ColumnMenu column={column} at={at} columns={columns} onColumns={onColumns} />}
          {!isWide(column) && (
            <Edge
              column={column}
              width={widthOf(column, widths)}
              onWidth={(width) => onWidth(column, width)}
            />
          )}
        </div>
      ))}
    </div>
  )
}

interface ColumnMenuProps {
  column: string
  at: number
  columns: readonly string[]
  onColumns: (columns: string[]) => void
}

function ColumnMenu({ column, at, columns, onColumns }: ColumnMenuProps) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <button
          type="button"
          className="h-6 min-w-0 truncate rounded-sm text-left font-mono hover:text-ink"
          title={`${column}: move, remove`}
        >
          {column}
        </button>
      </MenuTrigger>
      <MenuContent>
        <MenuItem
          icon={<ArrowLeft aria-hidden />}
          disabled={at === 0}
          onSelect={() => onColumns(moveColumn(columns, column, at - 1))}
        >
          Move left
        </MenuItem>
        <MenuItem
          icon={<ArrowRight aria-hidden />}
          disabled={at === columns.length - 1}
          onSelect={() => onColumns(moveColumn(columns, column, at + 1))}
        >
          Move right
        </MenuItem>
        <MenuItem
          icon={<X aria-hidden />}
          disabled={columns.length === 1}
          onSelect={() => onColumns(columns.filter((each) => each !== column))}
        >
          Remove the column
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}

function Edge({
  column,
  width,
  onWidth,
}: {
  column: string
  width: number
  onWidth: (width: number) => void
}) {
  const from = useRef<{ x: number; width: number } | null>(null)
  const onPointerMove = (event: PointerEvent) => {
    if (from.current) onWidth(clampWidth(from.current.width + event.clientX - from.current.x))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 16, ArrowLeft: -16 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    onWidth(clampWidth(width + step))
  }
  return (
    // A separator that is focusable is a control (WAI-ARIA 1.2), which the rule does not know.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column}`}
      aria-valuenow={width}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      draggable
      onDragStart={(event) => {
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => (from.current = null)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -right-1 z-10 w-2 cursor-col-resize before:absolute before:inset-y-1.5 before:left-1/2 before:w-px before:bg-line group-hover:before:bg-line-strong hover:before:bg-accent"
    />
  )
}
