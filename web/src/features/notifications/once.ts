/**
 * Which of a browser's tabs shows a piece of news. The one that is looked at comes first; the others wait a moment, and
 * find that it was shown.
 */

import { recall, remember } from '@/lib/storage'

const SHOWN = 'elk.news.shown'
const KEPT = 300
const HIDDEN_WAIT_MS = 400

/** True in one tab, for each name once. */
export async function isMine(name: string): Promise<boolean> {
  if (document.hidden) await new Promise((done) => setTimeout(done, HIDDEN_WAIT_MS))
  // Only pages that came over TLS or from this machine have locks; without them two tabs that are looked at may both show it.
  const locks = (navigator as { locks?: LockManager }).locks
  return locks ? locks.request(SHOWN, () => take(name)) : take(name)
}

function take(name: string): boolean {
  const shown = read()
  if (shown.includes(name)) return false
  remember(SHOWN, JSON.stringify([...shown, name].slice(-KEPT)))
  return true
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(recall(SHOWN) ?? '[]')
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}
