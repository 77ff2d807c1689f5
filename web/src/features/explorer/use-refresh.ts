'use client'

import { useEffect, useRef } from 'react'

import type { Refresh } from './url'

const MS: Record<Refresh, number> = { off: 0, '5s': 5_000, '10s': 10_000, '30s': 30_000, '1m': 60_000 }

/** Asks again by itself; never while somebody reads further down, nor in a hidden tab. */
export function useRefresh(refresh: Refresh, mayAsk: () => boolean, again: () => void): void {
  const current = useRef({ mayAsk, again })
  useEffect(() => {
    current.current = { mayAsk, again }
  })
  useEffect(() => {
    const every = MS[refresh]
    if (!every) return
    const timer = setInterval(() => {
      if (!document.hidden && current.current.mayAsk()) current.current.again()
    }, every)
    return () => clearInterval(timer)
  }, [refresh])
}
