'use client'

import { useEffect, useState } from 'react'

import { Button } from '@/components/ui'
import { cn } from '@/lib/cn'

import type { Connection } from './use-stream'

const LOOKS: Record<Connection['state'], string> = {
  open: 'bg-accent',
  connecting: 'bg-sev-warning animate-pulse-dot',
  waiting: 'bg-sev-warning',
  closed: 'bg-ink-faint',
  refused: 'bg-sev-error',
}

/** Whether the line stands, and when it is tried again. */
export function ConnectionState({ connection, onRetry }: { connection: Connection; onRetry: () => void }) {
  const { state, retryAt } = connection
  return (
    <span className="flex items-center gap-2 text-2xs text-ink-2">
      <span aria-hidden className={cn('size-2 rounded-full', LOOKS[state])} />
      <span role="status">
        {state === 'open' && 'Connected'}
        {state === 'connecting' && 'Connecting…'}
        {state === 'closed' && 'Closed'}
        {state === 'refused' && 'You are not logged in any more.'}
        {state === 'waiting' && 'Connection lost'}
      </span>
      {state === 'waiting' && retryAt && (
        <>
          <Countdown until={retryAt} />
          <Button size="sm" variant="ghost" className="h-5" onClick={onRetry}>
            Try now
          </Button>
        </>
      )}
      {state === 'refused' && (
        <Button
          size="sm"
          variant="ghost"
          className="h-5"
          onClick={() => location.assign('/login/?next=/live/')}
        >
          Log in
        </Button>
      )}
    </span>
  )
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className="text-ink-3 tabular-nums">again in {Math.max(0, Math.ceil((until - now) / 1000))} s</span>
  )
}
