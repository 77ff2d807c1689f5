import { Skeleton } from '@/components/ui/skeleton'

import { Logo } from '@/components/logo'

/** The frame's own outline while it is not known who asks: the page that follows moves nothing. */
export function FrameSkeleton() {
  return (
    <div className="flex h-dvh" role="status" aria-label="Loading">
      <div className="flex w-(--rail) shrink-0 flex-col gap-3 border-r bg-surface p-3 max-sm:hidden">
        <Logo />
        <Skeleton className="mt-3 h-7" />
        {Array.from({ length: 5 }, (_, row) => (
          <Skeleton key={row} className="h-5" />
        ))}
      </div>
      <div className="flex-1" />
    </div>
  )
}
