/** Queries that were run, newest first, for each organisation, in this browser. */

import { recall, remember } from '@/lib/storage'

const MOST = 50
const key = (tenant: string) => `elk.queries.${tenant}`

export function recallQueries(tenant: string): string[] {
  try {
    const kept: unknown = JSON.parse(recall(key(tenant)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === 'string') : []
  } catch {
    return []
  }
}

export function rememberQuery(tenant: string, query: string): void {
  const text = query.trim()
  if (!text) return
  const others = recallQueries(tenant).filter((each) => each !== text)
  remember(key(tenant), JSON.stringify([text, ...others].slice(0, MOST)))
}

export const forgetQueries = (tenant: string) => remember(key(tenant), '[]')
