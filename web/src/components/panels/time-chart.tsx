'use client'

import { memo, useId, useMemo, useRef } from 'react'

import { cn } from '@/lib/cn'
import { formatSecond, tickLabel } from '@/lib/time'

import { heights, middleOf, points, yOf, type Plot } from './marks'
import type { Threshold } from './model'
import { Patterns, type Look } from './palette'
import { scaleOf, type Scale } from './scale'
import { Marks } from './time-marks'
import { Tip, type TipRow } from './tip'
import { TONE } from './tones'
import { brief, exact } from './units'
import { useSize } from './use-size'
import { useWalk } from './use-walk'

export interface ChartLine {
  key: string
  label: string
  look: Look
  values: (number | null)[]
}

export interface TimeChartProps {
  kind: 'line' | 'area' | 'bar'
  stacked: boolean
  lines: ChartLine[]
  starts: string[]
  ends: string[]
  /** Seconds of one interval. */
  step: number
  unit?: string
  thresholds?: Threshold[]
  zone: string
  label: string
  onZoom?: (from: Date, to: Date) => void
  /** A mark was chosen: which line, and the interval. */
  onMark?: (line: number, from: Date, to: Date, elsewhere: boolean) => void
  /** The line that stands out, as the legend has it. */
  loud?: string | null
}

const AXIS = 18
const TOP = 6

/** Numbers over time. Drag zooms, a click leads to the logs; the arrow keys walk intervals and lines. */
export function TimeChart(props: TimeChartProps) {
  const { kind, stacked, lines, starts, step, unit, zone, thresholds } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(frame)
  const placed = useMemo(
    () =>
      points(
        lines.map(({ values }) => values),
        stacked,
      ),
    [lines, stacked],
  )
  const scale = useMemo(
    () =>
      scaleOf(
        [...heights(placed), ...(thresholds ?? []).map(({ value }) => value)],
        Math.max(1, Math.floor((height - AXIS) / 44)),
      ),
    [placed, thresholds, height],
  )
  const gutter = 12 + Math.max(...scale.ticks.map((tick) => brief(tick, unit).length)) * 5.6
  const plot = useMemo<Plot>(
    () => ({
      left: gutter,
      top: TOP,
      width: Math.max(0, width - gutter - 8),
      height: Math.max(0, height - AXIS - TOP),
    }),
    [gutter, width, height],
  )
  const spanAt = (at: number) => ({ from: new Date(starts[at] ?? 0), to: new Date(props.ends[at] ?? 0) })
  const walk = useWalk({
    frame,
    plot,
    count: starts.length,
    placed,
    scale,
    stacked: stacked || kind === 'bar',
    onRange: props.onZoom && ((first, last) => props.onZoom?.(spanAt(first).from, spanAt(last).to)),
    onMark:
      props.onMark &&
      ((line, at, elsewhere) => props.onMark?.(line, spanAt(at).from, spanAt(at).to, elsewhere)),
  })
  const { at, line: chosen, drag } = walk
  const span = at === null ? null : spanAt(at)
  const rows = at === null ? [] : rowsAt(lines, at)
  const reading =
    span && at !== null
      ? `${formatSecond(span.from.getTime(), zone)}: ${lines[chosen] ? `${lines[chosen].label} ${exact(lines[chosen].values[at], unit)}` : 'nothing'}`
      : ''

  return (
    // One thing to tab to; within it the arrow keys walk, as in the volume chart.
    <div
      ref={frame}
      role="application"
      aria-roledescription="chart"
      aria-label={`${props.label}. ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, ${starts.length} intervals. Left and right move, up and down choose a line, Enter opens its logs, Shift with arrows selects a range`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={cn(
        'relative size-full touch-pan-y rounded-sm select-none focus-visible:-outline-offset-1',
        (props.onZoom ?? props.onMark) && 'cursor-crosshair',
      )}
      {...walk.handlers}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden className="block overflow-visible">
          <Patterns id={id} />
          <Axes scale={scale} plot={plot} unit={unit} starts={starts} step={step} zone={zone} />
          {drag !== null && at !== null && (
            <rect
              x={plot.left + (Math.min(drag, at) / starts.length) * plot.width}
              width={((Math.abs(drag - at) + 1) / starts.length) * plot.width}
              y={plot.top}
              height={plot.height}
              fill="var(--accent)"
              opacity={0.16}
            />
          )}
          {at !== null && drag === null && (
            <line
              x1={middleOf(at, starts.length, plot)}
              x2={middleOf(at, starts.length, plot)}
              y1={plot.top}
              y2={plot.top + plot.height}
              stroke="var(--line-strong)"
              strokeWidth={kind === 'bar' ? plot.width / starts.length : 1}
              opacity={kind === 'bar' ? 0.35 : 1}
            />
          )}
          <Marks
            kind={kind}
            stacked={stacked}
            lines={lines}
            placed={placed}
            scale={scale}
            plot={plot}
            pattern={id}
            loud={props.loud ?? null}
          />
          <Thresholds thresholds={thresholds} scale={scale} plot={plot} />
          {at !== null && kind !== 'bar' && (
            <Dots lines={lines} at={at} {...{ placed, scale, plot, chosen }} />
          )}
        </svg>
      )}
      {span && drag === null && rows.length > 0 && (
        <Tip
          rows={rows}
          chosen={lines[chosen]?.key}
          left={middleOf(at ?? 0, starts.length, plot)}
          width={width}
          line={kind === 'line'}
          pattern={id}
          title={`${formatSecond(span.from.getTime(), zone)} – ${formatSecond(span.to.getTime(), zone).slice(11)}`}
          unit={unit}
        />
      )}
      <span className="sr-only" aria-live="polite">
        {walk.byKey ? reading : ''}
      </span>
    </div>
  )
}

const rowsAt = (lines: ChartLine[], at: number): TipRow[] =>
  lines
    .map(({ key, label, look, values }) => ({ key, label, look, value: values[at] ?? null }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))

interface AxesProps {
  scale: Scale
  plot: Plot
  unit?: string
  starts: string[]
  step: number
  zone: string
}

const Axes = memo(function Axes({ scale, plot, unit, starts, step, zone }: AxesProps) {
  const pitch = plot.width / Math.max(1, starts.length)
  const every = Math.max(1, Math.ceil(88 / Math.max(pitch, 0.01)))
  const ends = { start: Date.parse(starts[0] ?? ''), end: Date.parse(starts.at(-1) ?? '') }
  return (
    <>
      {scale.ticks.map((tick) => {
        const y = Math.round(yOf(tick, scale, plot)) + 0.5
        return (
          <g key={tick}>
            <line
              x1={plot.left}
              x2={plot.left + plot.width}
              y1={y}
              y2={y}
              stroke={tick === 0 ? 'var(--line-strong)' : 'var(--line)'}
            />
            <text x={plot.left - 6} y={y + 3.5} textAnchor="end" className="fill-ink-3 text-[10px]">
              {brief(tick, unit)}
            </text>
          </g>
        )
      })}
      {starts.map((start, at) =>
        at % every === 0 && at * pitch + 56 < plot.width ? (
          <text
            key={start}
            x={plot.left + at * pitch}
            y={plot.top + plot.height + 13}
            className="fill-ink-3 text-[10px]"
          >
            {tickLabel(Date.parse(start), ends, step, zone)}
          </text>
        ) : null,
      )}
    </>
  )
})

function Thresholds({ thresholds, scale, plot }: { thresholds?: Threshold[]; scale: Scale; plot: Plot }) {
  return thresholds?.map(({ value, colour }) => {
    const y = Math.round(yOf(value, scale, plot)) + 0.5
    return (
      <g key={`${colour} ${value}`}>
        <line
          x1={plot.left}
          x2={plot.left + plot.width}
          y1={y}
          y2={y}
          stroke={TONE[colour].colour}
          strokeDasharray="4 3"
        />
        <text
          x={plot.left + plot.width}
          y={y - 3}
          textAnchor="end"
          fill={TONE[colour].colour}
          className="text-[10px]"
        >
          {TONE[colour].word}
        </text>
      </g>
    )
  })
}

interface DotsProps {
  lines: ChartLine[]
  placed: ReturnType<typeof points>
  at: number
  scale: Scale
  plot: Plot
  chosen: number
}

function Dots({ lines, placed, at, scale, plot, chosen }: DotsProps) {
  return lines.map(({ key, look }, index) => {
    const point = placed[index]?.[at]
    if (!point) return null
    return (
      <circle
        key={key}
        cx={middleOf(at, placed[index]?.length ?? 1, plot)}
        cy={yOf(point.to, scale, plot)}
        r={index === chosen ? 4 : 2.5}
        fill={look.colour}
        stroke="var(--surface)"
        strokeWidth="1.5"
      />
    )
  })
}
