import { cn } from '@/lib/cn'

export interface ProgressProps {
  label: string
  done: number
  /** 0 while it is not known how much there is. */
  total: number
  className?: string
}

export function Progress({ label, done, total, className }: ProgressProps) {
  const percent = total > 0 ? Math.min(100, (100 * done) / total) : undefined
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === undefined ? undefined : Math.floor(percent)}
      className={cn('h-1 overflow-hidden rounded-full bg-active', className)}
    >
      <div
        className={cn('h-full rounded-full bg-accent', percent === undefined && 'w-1/3 animate-shimmer')}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
