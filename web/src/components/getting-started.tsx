'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect } from 'react'

import { get } from '@/lib/api'
import type { Ports } from '@/lib/model'

import { FirstLog } from './logs'

export interface GettingStartedProps {
  tenant: string
  ports: Ports
  /** Called once, when the first log is there. */
  onArrived: () => void
}

const EVER = { from: '1970-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' }

/** How to send a first log; looks every two seconds whether it came. */
export function GettingStarted({ tenant, ports, onArrived }: GettingStartedProps) {
  const { data } = useQuery({
    queryKey: ['first-log', tenant],
    queryFn: ({ signal }) => get<{ count: number }>('/logs/count/', EVER, signal),
    refetchInterval: 2_000,
    staleTime: 0,
  })
  const arrived = (data?.count ?? 0) > 0
  useEffect(() => {
    if (arrived) onArrived()
  }, [arrived, onArrived])
  return (
    <>
      <FirstLog ports={ports} host={location.hostname} />
      <p className="mx-auto flex max-w-2xl gap-4 px-4 text-sm">
        <Link href="/upload/" className="text-accent underline underline-offset-3">
          Or upload a file
        </Link>
        <Link href="/settings/?tab=keys" className="text-accent underline underline-offset-3">
          Make an API key
        </Link>
      </p>
    </>
  )
}
