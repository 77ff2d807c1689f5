'use client'

import { useQueryClient } from '@tanstack/react-query'
import { CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'

import { ApiError } from '@/lib/api'

/** A line on top while the server or the network is gone; everything comes back by itself. */
export function Connection() {
  const lost = useLost()
  const client = useQueryClient()
  useEffect(() => {
    if (!lost) return
    const ask = async () => {
      const answer = await fetch('/live', { cache: 'no-store' }).catch(() => null)
      if (answer?.ok) await client.refetchQueries({ type: 'active' })
    }
    const timer = setInterval(() => void ask(), 3_000)
    return () => clearInterval(timer)
  }, [lost, client])
  return (
    <div role="status">
      {lost && (
        <p className="flex min-h-8 items-center justify-center gap-2 bg-wash-warning px-3 py-1 text-xs text-sev-warning">
          <CloudOff aria-hidden className="size-3.5 shrink-0" />
          {lost === 'network'
            ? 'You are offline. What you see may be old.'
            : 'The server cannot be reached. What you see may be old; trying again every few seconds.'}
        </p>
      )}
    </div>
  )
}

type Lost = 'network' | 'server' | null

function useLost(): Lost {
  const client = useQueryClient()
  const [offline, setOffline] = useState(false)
  const [unreachable, setUnreachable] = useState(false)
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine)
    look()
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated') return
        if (event.action.type === 'success' && !event.action.manual) setUnreachable(false)
        if (event.action.type === 'error') {
          const problem: unknown = event.action.error
          setUnreachable(problem instanceof ApiError && problem.code === 'offline')
        }
      }),
    [client],
  )
  return offline ? 'network' : unreachable ? 'server' : null
}
