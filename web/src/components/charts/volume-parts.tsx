import { asSeverity, SEVERITIES, severity, type Severity } from '@/components/severity'
import type { Bucket } from '@/lib/model'
import { compact, count } from '@/lib/number'

/** One bucket, ready to be drawn. */
export interface Column {
  start: Date
  end: Date
  total: number
  parts: { level: Severity; count: number; below: number }[]
}

export function stack(buckets: readonly Bucket[], step: number, hidden?: ReadonlySet<Severity>): Column[] {
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

/** Where in the drawing the bars are. */
export interface Plot {
  left: number
  width: number
  height: number
}

export function Scale({ top, plot }: { top: number; plot: Plot }) {
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

export function Ticks({
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
    index % every === 0 && (index + 0.65 * every) * pitch < plot.width ? (
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

/** A column lower than this shows its commonest level only: stacked slivers would all look like the last one. */
const TOO_LOW = 4

export function Bars({
  columns,
  pitch,
  top,
  plot,
}: {
  columns: Column[]
  pitch: number
  top: number
  plot: Plot
}) {
  const room = plot.height - 6
  const gap = pitch > 6 ? 1.5 : pitch > 3 ? 1 : 0
  return columns.map((column, index) => (
    <g
      key={column.start.getTime()}
      transform={`translate(${plot.left + index * pitch + gap / 2} 0)`}
      data-total={column.total}
    >
      {barsOf(column, room / top).map(({ level, from, tall }) => (
        <rect
          key={level}
          y={plot.height - from - tall}
          width={Math.max(0.5, pitch - gap)}
          height={tall}
          fill={severity[level].bar}
        />
      ))}
    </g>
  ))
}

interface Bar {
  level: Severity
  from: number
  tall: number
}

/** One log among a million still shows: no bar is thinner than a pixel. */
function barsOf(column: Column, perLog: number): Bar[] {
  const commonest = column.parts.reduce<Column['parts'][number] | undefined>(
    (most, part) => (most && most.count >= part.count ? most : part),
    undefined,
  )
  if (!commonest) return []
  const whole = column.total * perLog
  if (whole < TOO_LOW) return [{ level: commonest.level, from: 0, tall: Math.max(1, whole) }]
  return column.parts.map((part) => ({
    level: part.level,
    from: part.below * perLog,
    tall: Math.max(1, part.count * perLog),
  }))
}

export function Tip({
  column,
  left,
  width,
  text,
}: {
  column: Column
  left: number
  width: number
  text: string
}) {
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
