'use client'

import { useMemo, useRef } from 'react'

import { niceTop } from '@/components/charts/volume-parts'
import { useWidth } from '@/components/charts/use-width'
import { compact } from '@/lib/number'
import { tickLabel } from '@/lib/time'

export interface Stretch {
  /** Milliseconds since 1970. */
  from: number
  to: number
}

export interface FiringChartProps {
  span: Stretch
  /** Moments with the number that was seen then. */
  points: readonly (readonly [number, number | null])[]
  firings: readonly Stretch[]
  threshold?: number | null
  zone: string
  /** What the numbers are; the list beside the chart says the rest. */
  label: string
  height?: number
}

const AXIS = 18
const GUTTER = 40

/** The numbers of a rule with the times at which it fires. Every pixel shows the highest number of its time. */
export function FiringChart({
  span,
  points,
  firings,
  threshold,
  zone,
  label,
  height = 140,
}: FiringChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const plot = { width: Math.max(0, width - GUTTER), height: height - AXIS }
  const columns = useMemo(() => highest(points, span, Math.max(1, plot.width)), [points, span, plot.width])
  const top = niceTop(Math.max(threshold ?? 0, ...columns.map((value) => value ?? 0)))
  const x = (at: number) =>
    GUTTER + Math.min(1, Math.max(0, (at - span.from) / Math.max(1, span.to - span.from))) * plot.width
  const y = (value: number) => plot.height - (Math.min(top, Math.max(0, value)) / top) * (plot.height - 6)
  return (
    <div ref={frame} role="img" aria-label={label}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden className="block">
          {firings.map(({ from, to }) => (
            <rect
              key={from}
              x={x(from)}
              width={Math.max(2, x(to) - x(from))}
              y={0}
              height={plot.height}
              fill="var(--wash-error)"
              stroke="var(--bar-error)"
              strokeWidth="0.5"
            />
          ))}
          {(top >= 2 ? [0, top / 2, top] : [0, top]).map((value) => (
            <g key={value}>
              <line
                x1={GUTTER}
                x2={width}
                y1={Math.round(y(value)) + 0.5}
                y2={Math.round(y(value)) + 0.5}
                stroke="var(--line)"
              />
              <text x={GUTTER - 6} y={y(value) + 3.5} textAnchor="end" className="fill-ink-3 text-[10px]">
                {compact(Number(value.toPrecision(3)))}
              </text>
            </g>
          ))}
          <path d={outline(columns, y)} fill="var(--accent)" opacity="0.75" />
          {threshold !== undefined && threshold !== null && (
            <line
              x1={GUTTER}
              x2={width}
              y1={y(threshold)}
              y2={y(threshold)}
              stroke="var(--bar-error)"
              strokeDasharray="4 3"
            />
          )}
          {ticks(span, plot.width).map((at) => (
            <text key={at} x={x(at)} y={plot.height + 13} className="fill-ink-3 text-[10px]">
              {tickLabel(at, { start: span.from, end: span.to }, 60, zone)}
            </text>
          ))}
        </svg>
      )}
    </div>
  )
}

/** The highest number under each pixel; null where there is none. */
function highest(points: FiringChartProps['points'], span: Stretch, width: number): (number | null)[] {
  const columns: (number | null)[] = Array.from({ length: Math.floor(width) }, () => null)
  const pixel = (at: number) =>
    Math.floor(((at - span.from) / Math.max(1, span.to - span.from)) * columns.length)
  points.forEach(([at, value], place) => {
    if (value === null) return
    const next = points[place + 1]?.[0] ?? span.to
    const [first, last] = [
      Math.max(0, pixel(at)),
      Math.min(columns.length - 1, Math.max(pixel(at), pixel(next) - 1)),
    ]
    for (let column = first; column <= last; column += 1)
      columns[column] = Math.max(columns[column] ?? 0, value)
  })
  return columns
}

function outline(columns: readonly (number | null)[], y: (value: number) => number): string {
  return columns
    .map((value, at) => (value ? `M${GUTTER + at} ${y(0)}V${Math.min(y(value), y(0) - 1)}h1V${y(0)}Z` : ''))
    .join('')
}

function ticks({ from, to }: Stretch, width: number): number[] {
  const many = Math.max(1, Math.floor(width / 120))
  return Array.from({ length: many }, (_, place) => from + (place / many) * (to - from))
}
