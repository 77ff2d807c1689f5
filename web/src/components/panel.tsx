import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

export interface PanelProps {
  title: string
  /** At the right of the title. */
  tools?: ReactNode
  children: ReactNode
  className?: string
}

/** A part of a page with a name: a hairline around it, nothing else. */
export function Panel({ title, tools, children, className }: PanelProps) {
  return (
    <section
      aria-label={title}
      className={cn('flex min-w-0 flex-col rounded-lg border bg-surface', className)}
    >
      <header className="flex h-10 shrink-0 items-center gap-3 border-b px-4">
        <h2 className="text-xs font-medium text-ink-2">{title}</h2>
        <div className="ml-auto flex min-w-0 items-center gap-3 text-xs text-ink-3">{tools}</div>
      </header>
      <div className="min-h-0 flex-1">{children}</div>
    </section>
  )
}
