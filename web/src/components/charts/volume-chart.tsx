'use client'

import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'

import { asSeverity, SEVERITIES, severity, type Severity } from '@/components/severity'
import { cn } from '@/lib/cn'
import type { Bucket } from '@/lib/model'
import { compact, count } from '@/lib/number'

import { useWidth } from './use-width'

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

interface Column {
  start: Date
  end: Date
  total: number
  parts: { level: Severity; count: number; below: number }[]
}

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

function stack(buckets: readonly Bucket[], step: number, hidden?: ReadonlySet<Severity>): Column[] {
  return buckets.map((bucket) => {
    const counts = new Map<Severity, number>()
    for (const [level, value] of Object.entries(bucket.counts)) {
      const of = asSeverity(level)
      if (!hidden?.has(of)) counts.set(of, (counts.get(of) ?? 0) + value)
    }
    let total = 0
    const parts: Column['parts'] = []
    for (const level of SEVERITIES) {
      const value = counts.get(level)
      if (!value) continue
      parts.push({ level, count: value, below: total })
      total += value
    }
    const start = new Date(bucket.start)
    return { start, end: new Date(start.getTime() + step * 1000), total, parts }
  })
}

/** The next of 1, 2, 5 · 10ⁿ that holds the highest bar. */
export function niceTop(highest: number): number {
  if (highest <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 5, 10].map((step) => step * power).find((value) => value >= highest)!
}

interface Plot {
  left: number
  width: number
  height: number
}

function Scale({ top, plot }: { top: number; plot: Plot }) {
  const lines = top >= 2 ? [0, top / 2, top] : [0, top]
  return lines.map((value) => {
    const y = Math.round(plot.height - (value / top) * (plot.height - 6)) + 0.5
    return (
      <g key={value}>
        <line x1={plot.left} x2={plot.left + plot.width} y1={y} y2={y} stroke="var(--line)" />
        {value > 0 && (
          <text x={plot.left - 6} y={y + 3.5} textAnchor="end" className="fill-ink-3 text-[10px]">
            {compact(value)}
          </text>
        )}
      </g>
    )
  })
}

function Ticks({
  columns,
  pitch,
  plot,
  format,
}: {
  columns: Column[]
  pitch: number
  plot: Plot
  format: (at: Date) => string
}) {
  const every = Math.max(1, Math.ceil(92 / Math.max(pitch, 0.01)))
  return columns.map((column, index) =>
    index % every === 0 && (index + 0.4 * every) * pitch < plot.width ? (
      <text
        key={column.start.getTime()}
        x={plot.left + index * pitch}
        y={plot.height + 13}
        className="fill-ink-3 text-[10px]"
      >
        {format(column.start)}
      </text>
    ) : null,
  )
}

function Bars({ columns, pitch, top, plot }: { columns: Column[]; pitch: number; top: number; plot: Plot }) {
  const room = plot.height - 6
  const gap = pitch > 6 ? 1.5 : pitch > 3 ? 1 : 0
  return columns.map((column, index) => (
    <g key={column.start.getTime()} transform={`translate(${plot.left + index * pitch + gap / 2} 0)`}>
      {column.parts.map((part) => {
        // One log among a million still shows: no bar is thinner than a pixel.
        const tall = Math.max(1, (part.count / top) * room)
        return (
          <rect
            key={part.level}
            y={plot.height - (part.below / top) * room - tall}
            width={Math.max(0.5, pitch - gap)}
            height={tall}
            fill={severity[part.level].bar}
          />
        )
      })}
    </g>
  ))
}

function Tip({ column, left, width, text }: { column: Column; left: number; width: number; text: string }) {
  const right = left > width / 2
  return (
    <div
      className="pointer-events-none absolute top-0 z-10 min-w-40 rounded-md bg-raised px-2.5 py-2 text-xs shadow-pop"
      style={right ? { right: width - left + 10 } : { left: left + 10 }}
    >
      <p className="whitespace-nowrap text-ink-3">{text}</p>
      {[...column.parts].reverse().map((part) => (
        <p key={part.level} className="mt-1 flex items-center gap-2">
          <span className="size-2 rounded-[1px]" style={{ background: severity[part.level].bar }} />
          <span className="text-ink-2">{severity[part.level].word}</span>
          <span className="ml-auto pl-4 text-ink">{count(part.count)}</span>
        </p>
      ))}
      <p className="mt-1 flex border-t pt-1 text-ink-2">
        all <span className="ml-auto text-ink">{count(column.total)}</span>
      </p>
    </div>
  )
}
