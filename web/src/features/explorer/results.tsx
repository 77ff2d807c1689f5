'use client'

import { useCallback, useState } from 'react'

import type { ValueHandlers } from '@/components/logs'
import type { QueryMistake } from '@/components/query-bar'
import { Failing } from '@/components/query-state'
import { SkeletonRows } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { count } from '@/lib/number'
import { rowTime } from '@/lib/time'
import type { TimeRange } from '@/lib/time'

import type { Rows } from './asks'
import { EmptyRows } from './empty'
import { recallWidths, rememberWidths } from './rows/columns'
import { LogTable } from './rows/log-table'
import type { Exploring } from './run'
import type { Cursor } from './use-cursor'

export interface ResultsProps {
  exploring: Exploring
  rows: Rows
  cursor: Cursor
  /** How many match; undefined while that is not known. */
  total: number | undefined
  mistake: QueryMistake | null
  columns: readonly string[]
  narrow: boolean
  pattern: RegExp | null
  handlers: ValueHandlers
  onRange: (range: TimeRange) => void
}

/** The rows, or why there are none. */
export function Results(props: ResultsProps) {
  const { exploring, rows, mistake, onRange } = props
  const { preferences } = usePreferences()
  const { run, change, again } = exploring
  const { data, error, fetchStatus, isPlaceholderData } = rows.query
  if (error && !data) {
    if (!mistake) return <Failing error={error} retry={again} />
    return (
      <p className="px-6 py-10 text-center text-sm text-ink-3">The query cannot be read: {mistake.message}</p>
    )
  }
  if (!data) return fetchStatus === 'idle' ? null : <SkeletonRows rows={24} label="Searching" />
  if (rows.rows.length > 0 || isPlaceholderData) return <Table {...props} />
  return (
    <div className="h-full overflow-auto">
      <EmptyRows
        run={run}
        zone={preferences.timezone}
        filtered={run.q !== ''}
        onRange={onRange}
        onClear={() => change({ q: null, f: null })}
        onAgain={again}
      />
    </div>
  )
}

function Table({ exploring, rows, cursor, total, columns, narrow, pattern, handlers }: ResultsProps) {
  const { preferences } = usePreferences()
  const { url, run, change, show } = exploring
  const [widths, setWidths] = useState(recallWidths)
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = rows.query
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage])
  return (
    <LogTable
      handle={cursor.table}
      rows={rows.rows}
      total={total}
      columns={columns}
      widths={widths}
      wrap={url.wrap === '1'}
      narrow={narrow}
      says={rowTime(run.span, preferences.timezone)}
      rowHeight={preferences.density === 'comfortable' ? 30 : 26}
      zone={preferences.timezone}
      pattern={pattern}
      handlers={handlers}
      order={url.order}
      active={cursor.active}
      opened={url.id}
      stale={isPlaceholderData}
      onOpen={cursor.openRow}
      onNearEnd={onNearEnd}
      onColumns={(cols) => show({ cols })}
      onWidth={(column, width) => {
        const next = { ...widths, [column]: width }
        setWidths(next)
        rememberWidths(next)
      }}
      onOrder={(order) => change({ order })}
      foot={footOf(rows, total)}
    />
  )
}

function footOf({ rows, complete, query }: Rows, total: number | undefined): string {
  if (complete) return `That is all: ${count(rows.length)} of ${total === undefined ? '…' : count(total)}.`
  return query.isFetchNextPageError ? 'The rest could not be read. Scroll to try again.' : 'Reading more…'
}
