'use client'

import { useId } from 'react'

import { cn } from '@/lib/cn'

import { Patterns, Swatch, type Look } from './palette'

export interface LegendItem {
  key: string
  label: string
  look: Look
}

export interface LegendProps {
  items: LegendItem[]
  line: boolean
  hidden: ReadonlySet<string>
  onHidden: (hidden: ReadonlySet<string>) => void
  /** The name that the pointer or the focus is on. */
  onLoud?: (key: string | null) => void
  className?: string
}

/** The names of the lines. A press takes one away or brings it back; with Shift (or twice) it stands alone. */
export function Legend({ items, line, hidden, onHidden, onLoud, className }: LegendProps) {
  const id = useId()
  const toggle = (key: string) => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    onHidden(next.size === items.length ? new Set() : next)
  }
  const alone = (key: string) => {
    const others = items.map((item) => item.key).filter((other) => other !== key)
    const already = others.every((other) => hidden.has(other)) && !hidden.has(key)
    onHidden(already ? new Set() : new Set(others))
  }
  return (
    <ul aria-label="Legend" className={cn('flex max-h-11 flex-wrap gap-x-1 overflow-y-auto', className)}>
      <svg aria-hidden className="absolute size-0">
        <Patterns id={id} />
      </svg>
      {items.map(({ key, label, look }) => (
        <li key={key} className="min-w-0">
          <button
            type="button"
            aria-pressed={!hidden.has(key)}
            title={`${label} (Shift: only this)`}
            onClick={(event) => (event.shiftKey ? alone(key) : toggle(key))}
            onDoubleClick={() => alone(key)}
            onPointerEnter={() => onLoud?.(key)}
            onPointerLeave={() => onLoud?.(null)}
            onFocus={() => onLoud?.(key)}
            onBlur={() => onLoud?.(null)}
            className={cn(
              'flex h-[22px] max-w-48 items-center gap-1.5 rounded-sm px-1.5 text-2xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-9',
              hidden.has(key) && 'text-ink-3 line-through [&_svg]:opacity-30',
            )}
          >
            <Swatch look={look} line={line} id={id} />
            <span className="truncate">{label}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
