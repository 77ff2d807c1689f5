import { cn } from '@/lib/cn'

/** A quiet block in the shape of what comes. Give it its size. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block animate-shimmer rounded-sm bg-active', className)} />
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="flex h-row items-center gap-3 border-b px-3">
          <Skeleton className="h-2.5 w-24" />
          <Skeleton className="h-2.5 w-10" />
          <Skeleton className={cn('h-2.5', ['w-1/2', 'w-2/5', 'w-3/5', 'w-1/3'][row % 4])} />
        </span>
      ))}
    </div>
  )
}
