'use client'

import { useMemo } from 'react'

import { formatTimestamp, ianaZone, timeAgo } from '@/lib/time'

import { usePreferences } from './preferences'

export interface Times {
  /** A moment in a list, the way the person likes it. */
  moment: (iso: string) => string
  /** The same in full, for a title or a detail. */
  exact: (iso: string) => string
}

/** How this person reads times: their zone, their way of writing it. */
export function useTimes(): Times {
  const { timezone, time_format } = usePreferences().preferences
  return useMemo(() => {
    const local = new Intl.DateTimeFormat(undefined, {
      dateStyle: 'short',
      timeStyle: 'medium',
      timeZone: ianaZone(timezone),
    })
    const exact = (iso: string) => formatTimestamp(iso, timezone)
    const ways = {
      iso: (iso: string) => exact(iso).slice(0, 23),
      local: (iso: string) => local.format(Date.parse(iso)),
      relative: (iso: string) => timeAgo(Date.parse(iso)),
    }
    return { moment: ways[time_format], exact }
  }, [timezone, time_format])
}
