'use client'

import { useId, useState } from 'react'

import { cn } from '@/lib/cn'

import { Legend } from './legend'
import { MarkLink } from './mark-link'
import { keysText, linkOf, type AnswerRow, type DrawProps } from './model'
import { lookAt, looksOf, patternFill, Patterns, type Look } from './palette'
import { brief, exact } from './units'

const NONE: ReadonlySet<string> = new Set()

/** Bars without a time axis: one group a row, its series below or behind each other. */
export function GroupBars(props: DrawProps) {
  const { panel, answer } = props
  const id = useId()
  const [hidden, setHidden] = useState(NONE)
  const rows = answer.rows ?? []
  const columns = answer.columns ?? []
  const many = columns.length > 1
  const stacked = Boolean(panel.stacked) && many
  const looks = looksOf(
    rows.map(({ keys }) => keys),
    panel,
  )
  const shown = (place: number) => !hidden.has(String(place))
  const sizeOf = ({ numbers }: AnswerRow) => {
    const seen = numbers.map((number, place) => (shown(place) ? Math.max(0, number ?? 0) : 0))
    return stacked ? seen.reduce((sum, number) => sum + number, 0) : Math.max(0, ...seen)
  }
  const top = Math.max(0, ...rows.map(sizeOf)) || 1
  return (
    <div className="flex size-full flex-col">
      <svg aria-hidden className="absolute size-0">
        <Patterns id={id} />
      </svg>
      <ul aria-label={answer.title} className="min-h-0 flex-1 overflow-y-auto p-2">
        {rows.map((row, at) => (
          <li
            key={JSON.stringify(row.keys)}
            className="grid grid-cols-[minmax(4rem,28%)_1fr] items-center gap-2 py-0.5 text-xs"
          >
            <span className="truncate text-right text-ink-2" title={keysText(row.keys)}>
              {keysText(row.keys)}
            </span>
            <span className={cn('flex min-w-0', stacked ? 'items-center' : 'flex-col gap-px')}>
              {row.numbers.map(
                (number, place) =>
                  shown(place) && (
                    <Bar
                      key={place}
                      look={many ? lookAt(place) : (looks[at] ?? lookAt(0))}
                      share={Math.max(0, number ?? 0) / top}
                      pattern={id}
                      href={linkOf(props, row.qs?.[place])}
                      title={`${keysText(row.keys)}${many ? ` · ${columns[place]}` : ''}: ${exact(number, panel.unit)}`}
                      text={stacked ? undefined : brief(number, panel.unit)}
                    />
                  ),
              )}
              {stacked && <span className="pl-1.5 text-2xs text-ink">{brief(sizeOf(row), panel.unit)}</span>}
            </span>
          </li>
        ))}
      </ul>
      {many && panel.legend !== false && (
        <Legend
          items={columns.map((label, place) => ({ key: String(place), label, look: lookAt(place) }))}
          line={false}
          hidden={hidden}
          onHidden={setHidden}
          className="shrink-0 px-2 pb-1"
        />
      )}
    </div>
  )
}

interface BarProps {
  look: Look
  /** Of the longest. */
  share: number
  pattern: string
  href?: string
  title: string
  text?: string
}

/** What a number behind a bar needs. */
const ROOM = 3.5

function Bar({ look, share, pattern, href, title, text }: BarProps) {
  const over = patternFill(pattern, look)
  const wide = `max(2px, calc((100% - ${ROOM}rem) * ${share.toFixed(4)}))`
  return (
    <MarkLink
      href={href}
      title={title}
      label={title}
      className="group flex h-5 min-w-0 items-center gap-1.5 rounded-sm text-2xs"
      style={text === undefined ? { width: wide } : undefined}
    >
      <svg
        aria-hidden
        height="16"
        className="block shrink-0 group-hover:opacity-80"
        style={{ width: text === undefined ? '100%' : wide }}
      >
        <rect width="100%" height="100%" fill={look.colour} />
        {over && <rect width="100%" height="100%" fill={over} />}
      </svg>
      {text !== undefined && <span className="whitespace-nowrap text-ink">{text}</span>}
    </MarkLink>
  )
}
