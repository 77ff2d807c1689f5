import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/lib/cn'

import type { PanelKind } from './model'

/** A panel in the shape of what comes. */
export function PanelSkeleton({ kind }: { kind: PanelKind }) {
  return (
    <div role="status" aria-label="Loading" className="size-full overflow-hidden">
      {shapes[kind]}
    </div>
  )
}

const rows = (many: number, bars: boolean) => (
  <div className="flex flex-col gap-2 p-3">
    {Array.from({ length: many }, (_, row) => (
      <span key={row} className="flex items-center gap-3">
        <Skeleton className={cn('h-4', bars ? ['w-4/5', 'w-3/5', 'w-1/2', 'w-2/5'][row % 4] : 'w-1/2')} />
        <Skeleton className="ml-auto h-3 w-10" />
      </span>
    ))}
  </div>
)

const columns = (
  <div className="flex size-full items-end gap-1 p-3 pl-10">
    {Array.from({ length: 32 }, (_, bar) => (
      <span key={bar} className="flex-1" style={{ height: `${22 + ((bar * 37) % 55)}%` }}>
        <Skeleton className="h-full" />
      </span>
    ))}
  </div>
)

const curve = (
  <svg viewBox="0 0 100 40" preserveAspectRatio="none" className="size-full animate-shimmer p-3 pl-10">
    <path d="M0 28 10 24 20 27 30 16 40 20 50 12 60 18 70 9 80 15 90 11 100 14V40H0Z" fill="var(--active)" />
  </svg>
)

const shapes: Record<PanelKind, React.ReactNode> = {
  line: curve,
  area: curve,
  bar: columns,
  pie: (
    <div className="flex size-full items-center gap-4 p-3">
      <span className="aspect-square h-4/5 max-h-40 animate-shimmer rounded-full border-[20px] border-active" />
      <span className="flex-1">{rows(4, false)}</span>
    </div>
  ),
  table: rows(6, false),
  number: (
    <div className="flex size-full flex-col justify-center gap-2 p-4">
      <Skeleton className="h-9 w-28" />
      <Skeleton className="h-3 w-16" />
    </div>
  ),
  top: rows(6, true),
  heatmap: (
    <div className="grid size-full grid-cols-12 gap-1 p-3 pl-16">
      {Array.from({ length: 60 }, (_, cell) => (
        <Skeleton key={cell} className={cn('h-full min-h-4', cell % 3 === 0 && 'opacity-50')} />
      ))}
    </div>
  ),
  logs: rows(8, false),
  text: rows(3, true),
}
