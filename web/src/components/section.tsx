import type { ReactNode } from 'react'

export interface SectionProps {
  title: string
  lead?: ReactNode
  /** At the right of the title, what can be done here. */
  tools?: ReactNode
  children: ReactNode
}

export function Section({ title, lead, tools, children }: SectionProps) {
  return (
    <section aria-label={title} className="mb-8">
      <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-base">{title}</h2>
          {lead && <p className="mt-0.5 max-w-prose text-sm text-ink-3">{lead}</p>}
        </div>
        {tools}
      </header>
      {children}
    </section>
  )
}

/** A list with hairlines between its rows. */
export const Rows = ({ children, label }: { children: ReactNode; label: string }) => (
  <ul aria-label={label} className="divide-y rounded-lg border bg-surface">
    {children}
  </ul>
)

export const rowLook = 'flex min-h-13 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm'
