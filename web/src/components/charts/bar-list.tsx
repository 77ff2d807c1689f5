import Link from 'next/link'
import type { ReactNode } from 'react'

import { count, percent } from '@/lib/number'

export interface BarListItem {
  key: string
  label: ReactNode
  value: number
  href?: string
  /** CSS colour; the accent's quiet wash otherwise. */
  colour?: string
  /** Read out and shown on hover, where the label is cut. */
  title?: string
}

/** Values as bars behind their names, the largest first as given; each leads to its logs. */
export function BarList({
  items,
  total,
  label,
}: {
  items: readonly BarListItem[]
  total: number
  label: string
}) {
  const top = Math.max(1, ...items.map((item) => item.value))
  return (
    <ul aria-label={label} className="flex flex-col">
      {items.map((item) => {
        const row = (
          <>
            <span
              aria-hidden
              className="absolute inset-y-1 left-0 rounded-r-sm"
              style={{
                width: `max(2px, ${((100 * item.value) / top).toFixed(2)}%)`,
                background: item.colour ?? 'var(--accent-wash)',
                opacity: item.colour ? 0.28 : 1,
              }}
            />
            <span className="relative min-w-0 flex-1 truncate pl-2 text-ink">{item.label}</span>
            <span className="relative text-ink">{count(item.value)}</span>
            <span className="relative w-16 pr-2 text-right whitespace-nowrap text-ink-3">
              {percent(item.value, total)}
            </span>
          </>
        )
        const look = 'relative flex h-7 items-center gap-3 text-xs'
        return (
          <li key={item.key} title={item.title}>
            {item.href ? (
              <Link href={item.href} className={`${look} rounded-sm hover:bg-hover`}>
                {row}
              </Link>
            ) : (
              <span className={look}>{row}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
