/** The questions that can be asked about logs. Spans are in milliseconds; an open span asks about everything. */

import { get } from './api'
import type { FieldInfo, Histogram, LogEvent, SearchPage, Usage, Values } from './model'
import { ALL_TIME } from './time'
import type { Span } from './time'

export type Order = 'newest' | 'oldest'
export type Asked = { q: string; span: Span | null }

export type ContextLines = { before: LogEvent[]; event: LogEvent; after: LogEvent[] }

const params = ({ q, span }: Asked) => {
  const { start, end } = span ?? ALL_TIME
  return { q, from: new Date(start).toISOString(), to: new Date(end).toISOString() }
}

export const searchLogs = (
  asked: Asked,
  page: { limit: number; order: Order; cursor?: string | null },
  signal?: AbortSignal,
) => get<SearchPage>('/logs/search/', { ...params(asked), ...page }, signal)

export const countLogs = (asked: Asked, signal?: AbortSignal) =>
  get<{ count: number; elapsed_ms: number }>('/logs/count/', params(asked), signal)

export const logHistogram = (asked: Asked, step: number, signal?: AbortSignal) =>
  get<Histogram>('/logs/histogram/', { ...params(asked), step }, signal)

export const logFields = (asked: Asked, signal?: AbortSignal) =>
  get<{ results: FieldInfo[]; total: number }>('/logs/fields/', params(asked), signal)

export const logValues = (
  asked: Asked,
  of: { field: string; limit: number; prefix?: string },
  signal?: AbortSignal,
) => get<Values>('/logs/values/', { ...params(asked), ...of }, signal)

/** All that is kept of the organisation, whatever is asked. */
export const logUsage = (signal?: AbortSignal) => get<Usage>('/logs/usage/', undefined, signal)

export const oneLog = (id: string, signal?: AbortSignal) => get<LogEvent>(`/logs/${id}/`, undefined, signal)

/** `same`: the fields that the lines around must share with it; none means all lines of the time. */
export function logContext(id: string, lines: number, same: readonly string[], signal?: AbortSignal) {
  // By hand, for an empty `same` means something and must be sent.
  const query = new URLSearchParams({ before: String(lines), after: String(lines), same: same.join(',') })
  return get<ContextLines>(`/logs/${id}/context/?${query.toString()}`, undefined, signal)
}
