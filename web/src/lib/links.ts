/** Addresses inside the product. The Explorer's state is in its URL, so every number can link to its logs. */

import type { Scalar } from './model'

export interface ExplorerQuery {
  q?: string
  from?: string
  to?: string
  [more: string]: string | undefined
}

export const explorerLink = (query: ExplorerQuery): string => address('/explorer/', query)

/** A new pipeline that has a line to try it on. */
export const tryLink = (line: string): string => address('/pipelines/', { id: '0', line })

/** A new alert rule that watches a query. */
export const alertLink = (q: string): string => address('/alerts/', { rule: '0', q })

/** A query that becomes a panel of a dashboard, which is chosen there. */
export const dashboardLink = (q: string, columns: readonly string[]): string =>
  `/dashboards/?${new URLSearchParams({ add: q, cols: columns.join(',') }).toString()}`

/** What the lines of a search say, or what tells them from others. */
export const analyticsLink = (tab: 'patterns' | 'compare', { q, from, to }: ExplorerQuery): string =>
  address('/analytics/', { tab, q, from, to })

/** To choose a pipeline for logs that are kept. */
export const reparseLink = (q: string, from: string, to: string): string =>
  `/pipelines/?${new URLSearchParams({ q, from, to }).toString()}`

function address(path: string, query: ExplorerQuery): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value)
  const text = search.toString()
  return `${path}${text ? `?${text}` : ''}`
}

/** A value as the query language takes it after a colon: quoted unless it is one plain word. */
export const queryValue = (value: Scalar): string =>
  typeof value !== 'string'
    ? String(value)
    : /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(value) && !/^(and|or|not|to)$/i.test(value)
      ? value
      : `"${value.replace(/[\\"]/g, '\\$&')}"`

/** Only ways inside the product: a `next=` from an address must never lead elsewhere. */
export function safeNext(next: string | null | undefined, otherwise = '/dashboard/'): string {
  if (!next || !next.startsWith('/') || /^\/[\\/]/.test(next)) return otherwise
  const target = new URL(next, location.origin)
  return target.origin === location.origin ? target.pathname + target.search + target.hash : otherwise
}
