'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

export const TABS = ['alerts', 'rules', 'silences', 'routing'] as const
export type TabName = (typeof TABS)[number]

export const STATES = ['open', 'firing', 'acknowledged', 'resolved', 'all'] as const

/**
 * `?id=` is the alert that is open, `?rule=` the rule (0: a new one, which `?q=` gives its query); the rest narrows
 * the list.
 */
export const usePlace = () =>
  useQueryStates(
    {
      tab: parseAsStringLiteral(TABS).withDefault('alerts'),
      id: parseAsInteger,
      rule: parseAsInteger,
      q: parseAsString,
      state: parseAsStringLiteral(STATES).withDefault('open'),
      severity: parseAsString,
      of: parseAsInteger,
    },
    { history: 'push' },
  )
