'use client'

import { useRouter } from 'next/navigation'
import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'

import { formatSecond, tickLabel, type Span } from '@/lib/time'

import { keyText, type Answer, type Cell, type DrawProps } from './model'
import { exact } from './units'
import { useSize } from './use-size'

const AXIS = 18
const GAP = 1

const MOVES: Record<string, [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
}

interface Place {
  x: number
  y: number
}

/** Two axes, the more the fuller; a tip has the number, and arrow keys walk. */
export function HeatMap({ panel, answer, zone, linkTo }: DrawProps) {
  const router = useRouter()
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(frame)
  const [at, setAt] = useState<Place | null>(null)
  const [byKey, setByKey] = useState(false)
  const grid = useMemo(() => gridOf(answer, zone), [answer, zone])
  const { across, down, cells, most } = grid
  const left = Math.min(150, Math.max(40, 10 + 5.8 * Math.max(...down.map((name) => name.length), 0)))
  const plot = { width: Math.max(0, width - left - 6), height: Math.max(0, height - AXIS - 2) }
  const tall = Math.min(32, plot.height / Math.max(1, down.length))
  const wide = plot.width / Math.max(1, across.length)

  const here = at && at.x < across.length && at.y < down.length ? at : null
  const cell = here ? cells.get(`${here.x} ${here.y}`) : undefined
  const head = here ? `${across[here.x]?.full}` : ''
  const reading = here ? `${down[here.y]}, ${head}: ${exact(cell?.number ?? 0, panel.unit)}` : ''

  const placeAt = (event: MouseEvent): Place | null => {
    const box = frame.current!.getBoundingClientRect()
    const x = Math.floor((event.clientX - box.left - left) / wide)
    const y = Math.floor((event.clientY - box.top) / tall)
    return x >= 0 && x < across.length && y >= 0 && y < down.length ? { x, y } : null
  }
  const open = (place: Place | null, elsewhere: boolean) => {
    const chosen = place && cells.get(`${place.x} ${place.y}`)
    if (!chosen || chosen.q === undefined || !linkTo) return
    const link = linkTo(chosen.q, chosen.from, chosen.to)
    if (elsewhere) window.open(link, '_blank', 'noopener')
    else router.push(link)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key]
    if (move) {
      event.preventDefault()
      setByKey(true)
      const within = (place: number, many: number) => Math.max(0, Math.min(many - 1, place))
      setAt(
        here
          ? { x: within(here.x + move[0], across.length), y: within(here.y + move[1], down.length) }
          : { x: 0, y: 0 },
      )
    } else if (event.key === 'Enter' && here) {
      event.preventDefault()
      open(here, event.ctrlKey || event.metaKey)
    } else if (event.key === 'Escape' && here) {
      event.stopPropagation()
      setAt(null)
    }
  }
  return (
    <div className="size-full px-1 pb-1">
      {/* The cells are one thing to tab to; within it the arrow keys walk, as in a grid. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={frame}
        role="application"
        aria-roledescription="heat map"
        aria-label={`${answer.title}. ${down.length} rows, ${across.length} columns, up to ${exact(most, panel.unit)}. Arrow keys move, Enter opens the logs`}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="relative size-full rounded-sm focus-visible:-outline-offset-1"
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          setByKey(false)
          setAt(placeAt(event))
        }}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onClick={(event) => open(placeAt(event), event.ctrlKey || event.metaKey)}
      >
        {width > 0 && (
          <svg width={width} height={height} aria-hidden className="block">
            <rect
              x={left}
              width={plot.width}
              height={Math.max(0, down.length * tall - GAP)}
              fill="var(--hover)"
            />
            <Names names={down} left={left} tall={tall} />
            <Heads across={across} left={left} wide={wide} top={down.length * tall} />
            {[...cells.values()].map((each) => (
              <rect
                key={`${each.x} ${each.y}`}
                x={left + each.x * wide}
                y={each.y * tall}
                width={Math.max(0.6, wide - (wide > 4 ? GAP : 0))}
                height={Math.max(1, tall - GAP)}
                fill="var(--accent)"
                opacity={0.12 + 0.88 * Math.sqrt(Math.max(0, each.number ?? 0) / (most || 1))}
              />
            ))}
            {here && (
              <rect
                x={left + here.x * wide}
                y={here.y * tall}
                width={Math.max(2, wide)}
                height={tall}
                fill="none"
                stroke="var(--ink)"
                strokeWidth="1.5"
              />
            )}
          </svg>
        )}
        {here && (
          <div
            className="pointer-events-none absolute z-20 max-w-72 rounded-md bg-raised px-2.5 py-1.5 text-xs shadow-pop"
            style={{
              ...(here.y * tall > height / 2
                ? { bottom: height - here.y * tall + 4 }
                : { top: (here.y + 1) * tall + 4 }),
              ...(here.x > across.length / 2
                ? { right: width - left - here.x * wide + 6 }
                : { left: left + (here.x + 1) * wide + 6 }),
            }}
          >
            <p className="whitespace-nowrap text-ink-3">{head}</p>
            <p className="flex gap-3">
              <span className="min-w-0 truncate text-ink-2">{down[here.y]}</span>
              <span className="ml-auto text-ink">{exact(cell?.number ?? 0, panel.unit)}</span>
            </p>
          </div>
        )}
        <span className="sr-only" aria-live="polite">
          {byKey ? reading : ''}
        </span>
      </div>
    </div>
  )
}

interface Head {
  short: string
  full: string
}

interface Grid {
  across: Head[]
  down: string[]
  cells: Map<string, Cell>
  most: number
}

function gridOf({ across = [], down = [], cells = [], step, from, to }: Answer, zone: string): Grid {
  const span: Span = { start: Date.parse(from), end: Date.parse(to) }
  return {
    across: across.map((name) => {
      // Without a group the columns are the hours of a day.
      if (/^\d{1,2}$/.test(name))
        return { short: `${name.padStart(2, '0')}:00`, full: `${name}–${+name + 1} h` }
      const moment = Date.parse(name)
      return { short: tickLabel(moment, span, step ?? 60, zone), full: formatSecond(moment, zone) }
    }),
    down: down.map(keyText),
    cells: new Map(cells.map((cell) => [`${cell.x} ${cell.y}`, cell])),
    most: Math.max(0, ...cells.map(({ number }) => number ?? 0)),
  }
}

function Names({ names, left, tall }: { names: string[]; left: number; tall: number }) {
  const letters = Math.floor((left - 8) / 5.6)
  if (tall < 9) return null
  return names.map((name, row) => (
    <text
      key={row}
      x={left - 6}
      y={(row + 0.5) * tall + 3.5}
      textAnchor="end"
      className="fill-ink-2 text-[10px]"
    >
      {name.length > letters ? `${name.slice(0, letters - 1)}…` : name}
    </text>
  ))
}

function Heads({ across, left, wide, top }: { across: Head[]; left: number; wide: number; top: number }) {
  const longest = Math.max(0, ...across.map(({ short }) => short.length)) * 5.6 + 16
  const every = Math.max(1, Math.ceil(longest / Math.max(wide, 0.01)))
  return across.map(({ short }, column) =>
    column % every === 0 && (column + every * 0.7) * wide < across.length * wide ? (
      <text key={column} x={left + column * wide} y={top + 13} className="fill-ink-3 text-[10px]">
        {short}
      </text>
    ) : null,
  )
}
