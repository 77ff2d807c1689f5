'use client'

import { MoveDiagonal2 } from 'lucide-react'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

import { useNarrow } from '@/components/logs'
import { cn } from '@/lib/cn'

import { bottom, COLUMNS, GAP, nudge, put, reading, ROW, stretch, type Placed, type Step } from './layout'
import { useDrag } from './use-drag'

export interface Held {
  /** Spread on what one takes hold of to move the panel. */
  grip?: Record<string, unknown>
}

export interface GridProps<T extends Placed> {
  items: T[]
  nameOf: (item: T) => string
  /** Absent where nothing may be moved. */
  onChange?: (items: T[]) => void
  children: (item: T, held: Held) => ReactNode
}

const STEPS: Record<string, Step> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** Panels on twelve columns; one below the other on a phone. Dragged, sized, or moved with the arrow keys. */
export function Grid<T extends Placed>({ items, nameOf, onChange, children }: GridProps<T>) {
  const narrow = useNarrow()
  const frame = useRef<HTMLDivElement>(null)
  const [said, setSaid] = useState('')
  const { drag, handlers } = useDrag(frame, items, (moved) => onChange?.(moved))
  const shown = drag?.items ?? items

  if (narrow) {
    return (
      <div className="flex flex-col gap-2.5">
        {reading(items).map((item) => (
          <div key={item.id} style={{ height: Math.max(3, item.layout.h) * ROW - GAP }}>
            {children(item, {})}
          </div>
        ))}
      </div>
    )
  }

  const step = (item: T, sizing: boolean, event: KeyboardEvent) => {
    const way = STEPS[event.key]
    if (!way || !onChange) return
    event.preventDefault()
    const moved = sizing ? stretch(items, item.id, way) : nudge(items, item.id, way)
    const to = moved.find(({ id }) => id === item.id)?.layout
    onChange(moved)
    if (to) {
      setSaid(`${nameOf(item)}: column ${to.x + 1}, row ${to.y + 1}, ${to.w} columns wide, ${to.h} rows high`)
    }
  }

  return (
    <div
      ref={frame}
      className="relative"
      style={{ height: bottom(drag ? [...shown, ...items] : shown) * ROW + (onChange ? ROW : 0) }}
    >
      {drag && <Shadow item={shown.find(({ id }) => id === drag.id)} />}
      {reading(items).map((item) => {
        const held = drag?.id === item.id ? drag : undefined
        const layout = (held ? item : shown.find(({ id }) => id === item.id))?.layout ?? item.layout
        return (
          <div
            key={item.id}
            data-panel={item.id}
            className={cn(
              'absolute',
              onChange && !held && 'transition-[left,top,width,height] duration-100',
              held && 'z-20 opacity-80 shadow-pop',
            )}
            style={{
              ...boxOf(layout),
              ...(held?.kind === 'move' && { transform: `translate(${held.by.x}px, ${held.by.y}px)` }),
              ...(held?.kind === 'size' && {
                width: `calc(${boxOf(layout).width} + ${held.by.x}px)`,
                height: Math.max(2 * ROW - GAP, layout.h * ROW - GAP + held.by.y),
              }),
            }}
          >
            {children(item, onChange ? { grip: handlers(item, 'move') } : {})}
            {onChange && (
              <button
                type="button"
                aria-label={`Size and place of ${nameOf(item)}: arrow keys size it, with Shift they move it`}
                title="Drag to size · arrow keys size, Shift with arrow keys moves"
                onKeyDown={(event) => step(item, !event.shiftKey, event)}
                {...handlers(item, 'size')}
                className="absolute right-0 bottom-0 z-10 flex size-5 cursor-nwse-resize touch-none items-center justify-center rounded-sm text-ink-3 hover:text-ink pointer-coarse:size-9"
              >
                <MoveDiagonal2 aria-hidden className="size-3.5" />
              </button>
            )}
          </div>
        )
      })}
      <span className="sr-only" aria-live="polite">
        {said}
      </span>
    </div>
  )
}

/** Where the panel would be. */
const Shadow = ({ item }: { item: Placed | undefined }) =>
  item ? (
    <div
      aria-hidden
      className="absolute rounded-lg border border-dashed border-accent-line bg-accent-wash"
      style={boxOf(item.layout)}
    />
  ) : null

const boxOf = ({ x, y, w, h }: Placed['layout']) => ({
  left: `calc(${((100 * x) / COLUMNS).toFixed(4)}% + ${x ? ((GAP * x) / COLUMNS).toFixed(2) : 0}px)`,
  width: `calc(${((100 * w) / COLUMNS).toFixed(4)}% - ${(GAP - (GAP * w) / COLUMNS).toFixed(2)}px)`,
  top: y * ROW,
  height: h * ROW - GAP,
})

/** For phones and menus: one place up or down among what is read. */
export function shift<T extends Placed>(items: T[], id: string, by: -1 | 1): T[] {
  const order = reading(items)
  const at = order.findIndex((item) => item.id === id)
  const [item, other] = [order[at], order[at + by]]
  if (!item || !other) return items
  return by < 0
    ? put(items, id, { ...item.layout, y: other.layout.y })
    : put(items, other.id, { ...other.layout, y: item.layout.y })
}
