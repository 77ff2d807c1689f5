import { Skeleton } from '@/components/ui'

export const WaitingList = () => (
  <div role="status" aria-label="Loading" className="flex flex-col gap-3 px-5 py-4">
    {['w-full', 'w-4/5', 'w-3/5', 'w-2/5', 'w-1/3'].map((width) => (
      <Skeleton key={width} className={`h-4 ${width}`} />
    ))}
  </div>
)
