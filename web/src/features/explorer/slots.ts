import type { ReactNode } from 'react'

import type { TimeRange } from '@/lib/time'

/** A search as it can be kept, and opened again. */
export interface Taken {
  q: string
  columns: string[]
  /** Null: the range stays. */
  range: TimeRange | null
}

/** What other parts of the product put into the Explorer; it works without. */
export interface ExplorerSlots {
  /** Beside the tools: searches that are kept. */
  saved?: (on: {
    current: Taken & { range: TimeRange }
    open: (search: Taken) => void
    /** What is on the screen as a panel of a dashboard. */
    onDashboard: () => void
  }) => ReactNode
  /** In the query row: the queries that were run before. */
  history?: (take: (query: string) => void) => ReactNode
  /** A query was run. */
  onRan?: (query: string, from: string, to: string) => void
}
