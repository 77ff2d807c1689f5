import { PanelSkeleton, type PanelKind } from '@/components/panels'
import { Skeleton } from '@/components/ui'
import { cn } from '@/lib/cn'

const SHAPES: [PanelKind, string][] = [
  ['number', 'lg:col-span-3 h-36'],
  ['number', 'lg:col-span-3 h-36'],
  ['number', 'lg:col-span-3 h-36'],
  ['number', 'lg:col-span-3 h-36'],
  ['bar', 'lg:col-span-8 h-64'],
  ['top', 'lg:col-span-4 h-64'],
  ['line', 'lg:col-span-6 h-64'],
  ['table', 'lg:col-span-6 h-64'],
]

/** A dashboard of which nothing is known yet. */
export const GridSkeleton = () => (
  <div className="grid gap-2.5 overflow-hidden p-3 sm:p-4 lg:grid-cols-12">
    {SHAPES.map(([kind, size], at) => (
      <div key={at} className={cn('flex flex-col rounded-lg border bg-surface', size)}>
        <Skeleton className="mx-3 mt-3 h-3 w-24" />
        <div className="min-h-0 flex-1">
          <PanelSkeleton kind={kind} />
        </div>
      </div>
    ))}
  </div>
)
