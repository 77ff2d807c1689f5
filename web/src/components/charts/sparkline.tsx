import { cn } from '@/lib/cn'

export interface SparklineProps {
  values: readonly number[]
  /** How many values the whole width stands for; fewer start at the right. */
  slots?: number
  className?: string
}

/** A line without axes, for the shape of what just happened. The figure beside it is what is read out. */
export function Sparkline({ values, slots = 60, className }: SparklineProps) {
  const top = Math.max(1, ...values)
  const points = values.map((value, index) => {
    const x = ((slots - values.length + index) / (slots - 1)) * 100
    return `${x.toFixed(2)},${(23 - (value / top) * 21).toFixed(2)}`
  })
  const first = points[0]?.split(',')[0] ?? '0'
  return (
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden className={cn('block', className)}>
      <line x1="0" x2="100" y1="23.5" y2="23.5" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
      {points.length > 1 && (
        <>
          <polygon points={`${first},24 ${points.join(' ')} 100,24`} fill="var(--accent)" opacity="0.12" />
          <polyline
            points={points.join(' ')}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.25"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
