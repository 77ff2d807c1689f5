import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react'

import { cn } from '@/lib/cn'

/** How a number moved since the time before. Without colour: whether more is worse is not known here. */
export function Trend({ change, className }: { change: number | null; className?: string }) {
  if (change === null) return null
  const still = Math.abs(change) < 0.005
  const Arrow = still ? ArrowRight : change > 0 ? ArrowUpRight : ArrowDownRight
  return (
    <span
      className={cn('inline-flex items-center gap-0.5 whitespace-nowrap text-ink-2', className)}
      title="against the same length of time before"
    >
      <Arrow aria-hidden className="size-3.5" />
      {still ? 'the same' : words(change)}
      <span className="sr-only"> against the same length of time before</span>
    </span>
  )
}

function words(change: number): string {
  const sign = change > 0 ? '+' : '−'
  const percent = Math.abs(change) * 100
  if (percent >= 1000) return `${sign}${Math.round(percent / 100)}×`
  return `${sign}${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}
