import { cn } from '@/lib/cn'

import { Swatch, type Look } from './palette'
import { exact } from './units'

export interface TipRow {
  key: string
  label: string
  look: Look
  value: number | null
}

export interface TipProps {
  rows: TipRow[]
  chosen?: string
  /** Where it points to, and how much room there is. */
  left: number
  width: number
  title: string
  unit?: string
  line: boolean
  pattern: string
}

const MOST = 8

/** What the chart says at a moment, the largest first; the chosen line is always among them. */
export function Tip({ rows, chosen, left, width, title, unit, line, pattern }: TipProps) {
  const right = left > width / 2
  const shown = rows.slice(0, MOST)
  const own = rows.find(({ key }) => key === chosen)
  if (own && !shown.includes(own)) shown[MOST - 1] = own
  return (
    <div
      className="pointer-events-none absolute top-0 z-20 max-w-[min(20rem,70%)] min-w-40 rounded-md bg-raised px-2.5 py-2 text-xs shadow-pop"
      style={right ? { right: width - left + 10 } : { left: left + 10 }}
    >
      <p className="whitespace-nowrap text-ink-3">{title}</p>
      {shown.map(({ key, label, look, value }) => (
        <p
          key={key}
          className={cn(
            'mt-1 flex items-center gap-2',
            key === chosen ? 'font-medium text-ink' : 'text-ink-2',
          )}
        >
          <Swatch look={look} line={line} id={pattern} />
          <span className="min-w-0 truncate">{label}</span>
          <span className="ml-auto pl-3 whitespace-nowrap text-ink">{exact(value, unit)}</span>
        </p>
      ))}
      {rows.length > shown.length && <p className="mt-1 text-ink-3">and {rows.length - shown.length} more</p>}
    </div>
  )
}
