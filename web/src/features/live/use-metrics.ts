'use client'

import { useEffect, useState } from 'react'

import type { Metrics } from '@/lib/model'
import { LiveSocket, socketUrl } from '@/lib/socket'

/** What the server counted in the last second; null while that is not known. */
export function useMetrics(tenant: string): Metrics | null {
  const [metrics, setMetrics] = useState<Metrics | null>(null)
  useEffect(() => {
    const line = new LiveSocket({
      url: () => socketUrl('/ws/metrics/', { organisation: tenant }),
      onMessage: (message) => message.type === 'metrics' && setMetrics(message.data as Metrics),
      // A number from before the line broke is not a number of now.
      onState: (state) => state !== 'open' && setMetrics(null),
      silenceMs: 10_000,
    })
    line.open()
    return () => line.close()
  }, [tenant])
  return metrics
}
