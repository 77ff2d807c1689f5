'use client'

import { useId, useRef, useState } from 'react'

import { cn } from '@/lib/cn'
import { percent } from '@/lib/number'

import { MarkLink } from './mark-link'
import { keysText, linkOf, type DrawProps } from './model'
import { lookAt, looksOf, patternFill, Patterns, REST, Swatch, type Look } from './palette'
import { brief, exact } from './units'
import { useSize } from './use-size'

interface Slice {
  key: string
  label: string
  look: Look
  value: number
  href?: string
  /** Where on the ring it begins, from 0 to 1. */
  begin: number
  end: number
}

/** Shares of a whole: a ring, and beside it each part with its number. */
export function Pie(props: DrawProps) {
  const { unit } = props.panel
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(frame)
  const [loud, setLoud] = useState<string | null>(null)
  const parts = partsOf(props)
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  const slices = around(parts, whole)
  const beside = width > 1.4 * height
  const size = Math.max(72, Math.min(beside ? width * 0.42 : width, beside ? height : height * 0.5) - 20)
  return (
    <div ref={frame} className={cn('flex size-full gap-3 p-2', !beside && 'flex-col items-center')}>
      <svg width={size} height={size} viewBox="-50 -50 100 100" aria-hidden className="shrink-0 self-center">
        <Patterns id={id} />
        {slices.map((slice) => (
          <g
            key={slice.key}
            opacity={loud === null || loud === slice.key ? 1 : 0.3}
            onPointerEnter={() => setLoud(slice.key)}
            onPointerLeave={() => setLoud(null)}
          >
            <title>{`${slice.label}: ${exact(slice.value, unit)}`}</title>
            <Arc slice={slice} pattern={id} />
          </g>
        ))}
        <text textAnchor="middle" y="4" className="fill-ink text-[12px] font-semibold">
          {brief(whole, unit)}
        </text>
      </svg>
      <ul
        aria-label={props.answer.title}
        className="my-auto max-h-full min-h-0 min-w-0 flex-1 overflow-y-auto max-sm:w-full"
      >
        {slices.map((slice) => (
          <li key={slice.key} onPointerEnter={() => setLoud(slice.key)} onPointerLeave={() => setLoud(null)}>
            <MarkLink
              href={slice.href}
              title={`${slice.label}: ${exact(slice.value, unit)}`}
              className={cn(
                'flex min-h-6 items-center gap-2 rounded-sm px-1.5 text-xs',
                loud === slice.key && 'bg-hover',
              )}
            >
              <Swatch look={slice.look} id={id} />
              <span className="min-w-0 flex-1 truncate text-ink-2">{slice.label}</span>
              <span className="text-ink">{brief(slice.value, unit)}</span>
              <span className="w-14 text-right whitespace-nowrap text-ink-3">
                {percent(slice.value, whole)}
              </span>
            </MarkLink>
          </li>
        ))}
      </ul>
    </div>
  )
}

type Part = Omit<Slice, 'begin' | 'end'>

function partsOf(props: DrawProps): Part[] {
  const { panel, answer } = props
  const rows = answer.rows ?? []
  const looks = looksOf(
    rows.map(({ keys }) => keys),
    panel,
  )
  const parts = rows.flatMap((row, place): Part[] => {
    const value = row.numbers[0] ?? 0
    if (value <= 0) return []
    const look = looks[place] ?? lookAt(place)
    const href = linkOf(props, row.qs?.[0])
    return [{ key: JSON.stringify(row.keys), label: keysText(row.keys), look, value, href }]
  })
  const rest = (answer.total?.[0] ?? 0) - parts.reduce((sum, { value }) => sum + value, 0)
  // Averages add up to nothing; then there is no rest.
  if (!addsUp(panel) || rest <= 0) return parts
  return [...parts, { key: 'rest', label: 'everything else', look: REST, value: rest }]
}

/** Whether numbers of groups add up to that of all. */
const addsUp = ({ series }: DrawProps['panel']) =>
  series.slice(0, 1).every(({ measure, of }) => !of && (measure.kind === 'count' || measure.kind === 'sum'))

const around = (parts: Part[], whole: number): Slice[] =>
  parts.reduce<Slice[]>((slices, part) => {
    const begin = slices.at(-1)?.end ?? 0
    return [...slices, { ...part, begin, end: begin + part.value / whole }]
  }, [])

const OUTER = 49
const INNER = 32

function Arc({ slice, pattern }: { slice: Slice; pattern: string }) {
  const path = ring(slice.begin, slice.end)
  const over = patternFill(pattern, slice.look)
  return (
    <>
      <path d={path} fill={slice.look.colour} stroke="var(--surface)" strokeWidth="1" fillRule="evenodd" />
      {over && <path d={path} fill={over} fillRule="evenodd" />}
    </>
  )
}

function ring(begin: number, end: number): string {
  if (end - begin >= 0.9999) {
    const circle = (r: number) => `M0 ${-r}A${r} ${r} 0 1 1 -0.01 ${-r}Z`
    return circle(OUTER) + circle(INNER)
  }
  const at = (turn: number, r: number) => {
    const angle = 2 * Math.PI * turn - Math.PI / 2
    return `${(Math.cos(angle) * r).toFixed(3)} ${(Math.sin(angle) * r).toFixed(3)}`
  }
  const large = end - begin > 0.5 ? 1 : 0
  const outer = `M${at(begin, OUTER)}A${OUTER} ${OUTER} 0 ${large} 1 ${at(end, OUTER)}`
  return `${outer}L${at(end, INNER)}A${INNER} ${INNER} 0 ${large} 0 ${at(begin, INNER)}Z`
}
