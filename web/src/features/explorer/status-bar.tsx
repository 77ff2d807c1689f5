'use client'

import { CircleStop, RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'

import { Button } from '@/components/ui'
import { count, plural } from '@/lib/number'
import { formatDuration } from '@/lib/time'

import type { Rows } from './asks'

export interface StatusBarProps {
  rows: Rows
  /** Anything of this question still on its way. */
  busy: boolean
  refreshing: string | null
  onCancel: () => void
  onAgain: () => void
}

/** What was read for what is shown; a question that takes long can be stopped here. */
export function StatusBar({ rows, busy, refreshing, onCancel, onAgain }: StatusBarProps) {
  const { query, read } = rows
  const stopped = !query.data && !query.error && query.fetchStatus === 'idle'
  return (
    <footer className="flex min-h-7 shrink-0 items-center gap-2 border-t bg-surface px-3 text-2xs text-ink-3 tabular-nums">
      {busy ? (
        <Waiting onCancel={onCancel} />
      ) : stopped || (query.isPlaceholderData && query.fetchStatus === 'idle') ? (
        <>
          <span role="status">Stopped. {query.data ? 'These rows are from before.' : ''}</span>
          <Button size="sm" variant="ghost" className="h-5" onClick={onAgain}>
            <RotateCw aria-hidden /> Ask again
          </Button>
        </>
      ) : (
        <span>
          {plural(rows.rows.length, 'row')} here
          {read.rows > 0 && ` · ${count(read.rows)} read`} · {formatDuration(read.ms)}
        </span>
      )}
      {refreshing && <span className="ml-auto truncate">{refreshing}</span>}
    </footer>
  )
}

function Waiting({ onCancel }: { onCancel: () => void }) {
  const [since] = useState(Date.now)
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  const elapsed = now - since
  return (
    <>
      <span role="status">Searching…</span>
      {elapsed > 800 && (
        <>
          <span aria-hidden>{formatDuration(elapsed)}</span>
          <Button size="sm" variant="ghost" className="h-5" onClick={onCancel}>
            <CircleStop aria-hidden /> Cancel
          </Button>
        </>
      )}
    </>
  )
}
