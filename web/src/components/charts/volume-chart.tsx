'use client'

import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'

import type { Severity } from '@/components/severity'
import { cn } from '@/lib/cn'
import type { Bucket } from '@/lib/model'
import { count } from '@/lib/number'

import { useWidth } from './use-width'
import { Bars, niceTop, Scale, stack, Ticks, Tip } from './volume-parts'

export interface VolumeChartProps {
  buckets: readonly Bucket[]
  /** Seconds of one bucket. */
  step: number
  height?: number
  /** How a moment is written on the axis and in the tip, in the person's time zone. */
  formatTick?: (moment: Date) => string
  formatMoment?: (moment: Date) => string
  /** A drag over the chart: half-open range, in whole buckets. */
  onSelect?: (from: Date, to: Date) => void
  /** A click (or Enter) on one bucket. */
  onBucket?: (from: Date, to: Date) => void
  /** Levels that are switched off in the legend. */
  hidden?: ReadonlySet<Severity>
  /** Old data while new data comes. */
  stale?: boolean
  label?: string
  className?: string
}

const AXIS = 18
const GUTTER = 40

const clock = (moment: Date) => moment.toISOString().slice(11, 16)
const moment = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 19)

/** Logs over time, stacked by level, quiet levels below. Drag selects; the arrow keys walk the buckets. */
export function VolumeChart(props: VolumeChartProps) {
  const {
    buckets,
    step,
    height = 120,
    hidden,
    onSelect,
    onBucket,
    formatTick = clock,
    formatMoment = moment,
  } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [at, setAt] = useState<number | null>(null)
  const [drag, setDrag] = useState<number | null>(null)

  const columns = useMemo(() => stack(buckets, step, hidden), [buckets, step, hidden])
  const top = niceTop(Math.max(0, ...columns.map((column) => column.total)))
  const plot = { left: GUTTER, width: Math.max(0, width - GUTTER), height: height - AXIS }
  const pitch = columns.length ? plot.width / columns.length : 0
  const current = at !== null ? columns[at] : undefined

  const indexAt = (event: PointerEvent) => {
    const box = frame.current!.getBoundingClientRect()
    const index = Math.floor((event.clientX - box.left - plot.left) / pitch)
    return Math.max(0, Math.min(columns.length - 1, index))
  }
  const choose = (first: number, last: number) => {
    const from = columns[Math.min(first, last)]
    const to = columns[Math.max(first, last)]
    if (!from || !to) return
    if (first === last) onBucket?.(from.start, from.end)
    else onSelect?.(from.start, to.end)
  }
  const onPointerUp = (event: PointerEvent) => {
    if (drag === null) return
    setDrag(null)
    choose(drag, indexAt(event))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key]
    if (move) {
      event.preventDefault()
      setAt((now) =>
        Math.max(0, Math.min(columns.length - 1, (now ?? (move > 0 ? -1 : columns.length)) + move)),
      )
      if (event.shiftKey) setDrag((start) => start ?? at)
      else setDrag(null)
    } else if (event.key === 'Enter' && at !== null) {
      choose(drag ?? at, at)
      setDrag(null)
    } else if (event.key === 'Escape' && (drag !== null || at !== null)) {
      event.stopPropagation()
      setDrag(null)
      setAt(null)
    }
  }
  const interactive = Boolean(onSelect ?? onBucket)
  const total = columns.reduce((sum, column) => sum + column.total, 0)

  return (
    <div
      ref={frame}
      className={cn('relative touch-pan-y select-none', interactive && 'cursor-crosshair', props.className)}
      style={{ height }}
      role={interactive ? 'application' : 'img'}
      aria-roledescription={interactive ? 'histogram' : undefined}
      aria-label={`${props.label ?? 'Logs over time'}: ${count(total)} in ${columns.length} intervals${
        interactive ? '. Arrow keys move, Shift with arrows selects, Enter narrows the range' : ''
      }`}
      tabIndex={interactive ? 0 : undefined}
      onKeyDown={interactive ? onKeyDown : undefined}
      onPointerDown={
        interactive
          ? (event) => {
              if (event.button !== 0) return
              event.currentTarget.setPointerCapture?.(event.pointerId)
              setDrag(indexAt(event))
            }
          : undefined
      }
      onPointerMove={(event) => columns.length && setAt(indexAt(event))}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => drag === null && setAt(null)}
      onBlur={() => setAt(null)}
    >
      {width > 0 && (
        <svg
          width={width}
          height={height}
          aria-hidden
          className={cn('block transition-opacity', props.stale && 'opacity-50')}
        >
          <Scale top={top} plot={plot} />
          <Ticks columns={columns} pitch={pitch} plot={plot} format={formatTick} />
          {drag !== null && at !== null && (
            <rect
              x={plot.left + Math.min(drag, at) * pitch}
              width={(Math.abs(drag - at) + 1) * pitch}
              height={plot.height}
              fill="var(--accent)"
              opacity={0.16}
            />
          )}
          {current && drag === null && (
            <rect
              x={plot.left + at! * pitch}
              width={pitch}
              height={plot.height}
              fill="var(--active)"
              opacity={0.7}
            />
          )}
          <Bars columns={columns} pitch={pitch} top={top} plot={plot} />
        </svg>
      )}
      {current && width > 0 && (
        <Tip
          column={current}
          left={plot.left + (at! + 0.5) * pitch}
          width={width}
          text={`${formatMoment(current.start)} – ${formatMoment(current.end)}`}
        />
      )}
    </div>
  )
}
