'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { useTenant } from '@/features/session'
import { call } from '@/lib/api'

import type { Definition, Numbers } from '../model'
import { toSend } from './draft'

/** One time that a rule would have fired. */
export interface Firing {
  group: Record<string, string | null>
  start: string
  /** Null: it would fire still. */
  end: string | null
  /** The number that was furthest out. */
  peak: number | null
  numbers: Numbers
  words: string
  flapping: boolean
  /** To its lines, with absolute times. */
  link: string
}

/** What a rule would have done in a range. */
export interface Proof {
  from: string
  to: string
  count: number
  words: string
  firings: Firing[]
  /** Lines that match, bar by bar. */
  volume: { step: number; points: [string, number][] }
  lines: { group: Record<string, string | null>; points: [string, number | null][] }[]
  /** Why the range is shorter than it was asked for. */
  shortened: string
  threshold: number | null
}

/** How far back a proof may look. */
export const RANGES = ['now-1h', 'now-1d', 'now-7d', 'now-30d'] as const
export type ProofRange = (typeof RANGES)[number]

/** What the rule would have done, asked again as it changes. */
export function useProof(rule: Definition, from: ProofRange) {
  const tenant = useTenant()
  const definition = toSend(rule)
  return useQuery({
    queryKey: ['alert-proof', tenant, definition, from],
    queryFn: ({ signal }) =>
      call<Proof>('POST', '/alerts/rules/preview/', { body: { definition, from }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
}
