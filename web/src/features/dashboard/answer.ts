import type { Statistics } from '@/lib/model'

import type { Span } from './range'

/** Statistics with the span they are about. */
export interface Answer {
  span: Span
  data: Statistics
}

export const ALARMING = ['error', 'critical'] as const

export const errorsOf = (byLevel: Record<string, number>) =>
  ALARMING.reduce((sum, level) => sum + (byLevel[level] ?? 0), 0)

export const ERROR_QUERY = 'level:(error OR critical)'
