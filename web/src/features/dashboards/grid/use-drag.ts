'use client'

import { useRef, useState, type PointerEvent, type RefObject } from 'react'

import type { Layout } from '@/components/panels'

import { COLUMNS, put, ROW, type Placed } from './layout'

export interface Drag<T> {
  id: string
  kind: 'move' | 'size'
  /** How far the pointer went, in pixels. */
  by: { x: number; y: number }
  /** Where everything would be if it ended here. */
  items: T[]
}

interface Begun {
  id: string
  kind: 'move' | 'size'
  x: number
  y: number
  scrolled: number
  layout: Layout
  pointer: number
}

const scrollerOf = (element: HTMLElement | null) => element?.closest<HTMLElement>('[data-scroller]') ?? null

/** How near to the edge the page begins to scroll along. */
const EDGE = 48

/** Moving and sizing panels with a mouse, a pen or a finger. */
export function useDrag<T extends Placed>(
  frame: RefObject<HTMLElement | null>,
  items: T[],
  onChange: (items: T[]) => void,
) {
  const begun = useRef<Begun | null>(null)
  const [drag, setDrag] = useState<Drag<T> | null>(null)

  const follow = (event: PointerEvent) => {
    const from = begun.current
    if (!from || event.pointerId !== from.pointer) return
    const scroller = scrollerOf(frame.current)
    const box = scroller?.getBoundingClientRect()
    if (scroller && box) {
      if (event.clientY > box.bottom - EDGE) scroller.scrollTop += 12
      else if (event.clientY < box.top + EDGE) scroller.scrollTop -= 12
    }
    const by = {
      x: event.clientX - from.x,
      y: event.clientY - from.y + (scroller?.scrollTop ?? 0) - from.scrolled,
    }
    const column = (frame.current?.clientWidth ?? 1) / COLUMNS
    const [columns, rows] = [Math.round(by.x / column), Math.round(by.y / ROW)]
    const { x, y, w, h } = from.layout
    const wished =
      from.kind === 'move'
        ? { x: x + columns, y: y + rows, w, h }
        : { x, y, w: Math.min(w + columns, COLUMNS - x), h: h + rows }
    setDrag({ id: from.id, kind: from.kind, by, items: put(items, from.id, wished) })
  }
  const end = (keep: boolean) => {
    begun.current = null
    setDrag(null)
    if (keep && drag) onChange(drag.items)
  }
  const handlers = (item: T, kind: 'move' | 'size') => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const onButton = event.target instanceof Element && event.target.closest('button, a')
      if (event.button !== 0 || (onButton && onButton !== event.currentTarget)) return
      event.currentTarget.setPointerCapture(event.pointerId)
      begun.current = {
        id: item.id,
        kind,
        x: event.clientX,
        y: event.clientY,
        scrolled: scrollerOf(frame.current)?.scrollTop ?? 0,
        layout: item.layout,
        pointer: event.pointerId,
      }
    },
    onPointerMove: follow,
    onPointerUp: () => end(true),
    onPointerCancel: () => end(false),
  })
  return { drag, handlers }
}
