'use client'

import { useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'

import { lineAt, type Plot, type Point } from './marks'
import type { Scale } from './scale'

export interface Walking {
  frame: RefObject<HTMLDivElement | null>
  plot: Plot
  /** How many intervals there are. */
  count: number
  placed: (Point | null)[][]
  scale: Scale
  stacked: boolean
  onRange?: (first: number, last: number) => void
  onMark?: (line: number, at: number, elsewhere: boolean) => void
}

/** Where the pointer or the keys are in a chart, and what they do there. */
export function useWalk({ frame, plot, count, placed, scale, stacked, onRange, onMark }: Walking) {
  const [at, setAt] = useState<number | null>(null)
  const [line, setLine] = useState(-1)
  const [drag, setDrag] = useState<number | null>(null)
  const [byKey, setByKey] = useState(false)
  // Data may have become shorter since.
  const here = at !== null && at < count ? at : null

  const clamp = (place: number) => Math.max(0, Math.min(count - 1, place))
  const look = (event: PointerEvent) => {
    const box = frame.current!.getBoundingClientRect()
    const place = clamp(Math.floor(((event.clientX - box.left - plot.left) / plot.width) * count))
    const share = 1 - (event.clientY - box.top - plot.top) / plot.height
    const value = scale.low + share * (scale.high - scale.low)
    return { place, under: lineAt(placed, place, value, stacked) }
  }
  const leave = () => {
    setAt(null)
    setDrag(null)
    setByKey(false)
  }
  const choose = (first: number, last: number, which: number, elsewhere: boolean) => {
    if (first !== last) onRange?.(Math.min(first, last), Math.max(first, last))
    else if (which >= 0) onMark?.(which, last, elsewhere)
  }
  const walkLines = (step: number) => {
    if (here === null) return
    const present = placed.flatMap((values, index) => (values[here] ? [index] : []))
    const place = present.indexOf(line)
    setLine(present[(place + step + present.length) % present.length] ?? -1)
  }

  return {
    at: here,
    line,
    drag,
    byKey,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        if (event.button !== 0 || !count) return
        event.currentTarget.setPointerCapture?.(event.pointerId)
        const { place, under } = look(event)
        setAt(place)
        setLine(under)
        setDrag(place)
      },
      onPointerMove: (event: PointerEvent) => {
        if (!count) return
        const { place, under } = look(event)
        setByKey(false)
        setAt(place)
        if (drag === null || drag === place) setLine(under)
      },
      onPointerUp: (event: PointerEvent) => {
        if (drag === null) return
        const { place, under } = look(event)
        setDrag(null)
        choose(drag, place, under, event.ctrlKey || event.metaKey)
      },
      onPointerCancel: leave,
      onPointerLeave: () => drag === null && leave(),
      onBlur: leave,
      onKeyDown: (event: KeyboardEvent) => {
        const move = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key]
        const lines = { ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (move && count) {
          event.preventDefault()
          setByKey(true)
          if (event.shiftKey) setDrag((start) => start ?? here ?? 0)
          else setDrag(null)
          setAt((now) => clamp((now ?? (move > 0 ? -1 : count)) + move))
          if (line < 0) setLine(0)
        } else if (lines && here !== null) {
          event.preventDefault()
          setByKey(true)
          walkLines(lines)
        } else if (event.key === 'Enter' && here !== null) {
          event.preventDefault()
          setDrag(null)
          choose(drag ?? here, here, line, event.ctrlKey || event.metaKey)
        } else if (event.key === 'Escape' && here !== null) {
          event.stopPropagation()
          leave()
        }
      },
    },
  }
}
