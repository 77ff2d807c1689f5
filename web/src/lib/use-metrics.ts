'use client'

import { useEffect, useState } from 'react'

import type { Metrics } from './model'
import { LiveSocket, socketUrl, type SocketState } from './socket'

/** How many seconds of history a sparkline gets. */
const KEPT = 60

export interface LiveMetrics {
  /** The newest figures; null until the first arrive, and again while the line is down. */
  now: Metrics | null
  /** Logs a second, the oldest first. */
  history: readonly number[]
  state: SocketState
}

const NOTHING: LiveMetrics = { now: null, history: [], state: 'connecting' }

/** What happens this second in an organisation, counted by the server. */
export function useMetrics(tenant: string): LiveMetrics {
  const [metrics, setMetrics] = useState<LiveMetrics>(NOTHING)
  useEffect(() => {
    const socket = new LiveSocket({
      url: () => socketUrl('/ws/metrics/', { organisation: tenant }),
      silenceMs: 15_000,
      onMessage: (message) => {
        if (message.type !== 'metrics') return
        const now = message.data as Metrics
        setMetrics(({ history }) => ({
          now,
          history: now.logs_per_second === null ? history : [...history, now.logs_per_second].slice(-KEPT),
          state: 'open',
        }))
      },
      onState: (state) =>
        setMetrics((before) => (state === 'open' ? { ...before, state } : { ...before, state, now: null })),
    })
    socket.open()
    return () => {
      socket.close()
      setMetrics(NOTHING)
    }
  }, [tenant])
  return metrics
}
