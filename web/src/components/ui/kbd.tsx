import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm bg-sunken px-1 font-mono text-2xs text-ink-3 shadow-[inset_0_0_0_1px_var(--line)]',
        className,
      )}
    >
      {children}
    </kbd>
  )
}
