'use client'

import { useRef } from 'react'

import { Sparkline } from '@/components/charts/sparkline'
import { cn } from '@/lib/cn'

import { keysOf } from './keys'
import { MarkLink } from './mark-link'
import { linkOf, type Answer, type DrawProps, type Figure, type PanelSpec } from './model'
import { TONE, toneOf } from './tones'
import { Trend } from './trend'
import { brief, exact } from './units'
import { useSize } from './use-size'
import { withoutFalls } from './whole'

/** One number (or one for each series), how it moved, and its course. */
export function BigNumber(props: DrawProps) {
  const { panel, answer } = props
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(frame)
  const figures = answer.figures ?? []
  const keys = keysOf(figures.map(({ label }) => label))
  return (
    <div ref={frame} className="flex size-full items-stretch gap-2 overflow-hidden p-2 pt-0">
      {figures.map((figure, place) => (
        <One
          key={keys[place]}
          figure={figure}
          panel={panel}
          label={figures.length > 1 ? figure.label : undefined}
          href={linkOf(props, figure.q)}
          size={Math.max(20, Math.min(height * 0.36, (width / figures.length) * 0.16, 44))}
          values={course(figure, answer)}
          chart={height > 84}
        />
      ))}
    </div>
  )
}

/** How the number went. A part of an interval that would look like a fall is left out. */
const course = ({ numbers }: Figure, { starts, ends, step }: Answer) =>
  withoutFalls([numbers], starts ?? [], ends ?? [], step ?? 0)
    .flat()
    .flatMap((value) => value ?? [])

interface OneProps {
  figure: Figure
  panel: PanelSpec
  label?: string
  href?: string
  size: number
  values: number[]
  chart: boolean
}

function One({ figure, panel, label, href, size, values, chart }: OneProps) {
  const tone = toneOf(figure.value, panel)
  return (
    <MarkLink
      href={href}
      title={exact(figure.value, panel.unit)}
      className={cn(
        'flex min-w-0 flex-1 flex-col justify-center rounded-md px-2 py-1',
        href && 'hover:bg-hover',
      )}
    >
      {label && <span className="truncate text-2xs text-ink-3">{label}</span>}
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span
          className={cn(
            'font-semibold tracking-tight whitespace-nowrap',
            tone ? TONE[tone].text : 'text-ink',
          )}
          style={{ fontSize: size, lineHeight: 1.15 }}
        >
          {brief(figure.value, panel.unit)}
        </span>
        <Trend change={figure.change} className="text-xs" />
        {tone && <span className={cn('text-2xs', TONE[tone].text)}>{TONE[tone].word}</span>}
      </span>
      {chart && values.length > 1 && (
        <Sparkline values={values} slots={values.length} className="mt-1 h-9 min-h-0 w-full" />
      )}
    </MarkLink>
  )
}
