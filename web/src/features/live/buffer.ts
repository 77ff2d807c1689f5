/**
 * What the live screen holds: at most `room` rows, each event once. While the screen is paused what
 * arrives waits aside, so that nothing moves under the eyes; the oldest of it falls off first.
 */

import type { LogEvent } from '@/lib/model'

export type Gap = { skipped: number; reason: string; message: string; from?: string; to?: string }
export type LiveRow = { key: number; event: LogEvent } | { key: number; gap: Gap }

export type Snapshot = {
  rows: readonly LiveRow[]
  /** Arrived while paused. */
  waiting: number
  /** Rows that were on the screen, or waiting for it, and had to make room. */
  dropped: number
  /** Everything that came since it was opened or cleared. */
  received: number
}

export const ROOM = 10_000

/** Rows are taken away in larger pieces, so that most batches only add. */
const SLACK = 1_000

export class LiveBuffer {
  private rows: LiveRow[] = []
  private waiting: LiveRow[] = []
  private seen = new Set<string>()
  private nextKey = 0
  private dropped = 0
  private received = 0
  private paused = false
  lastId: string | null = null

  constructor(private readonly room = ROOM) {}

  /** Gives how many were new. A replay after a reconnect overlaps with what was seen. */
  add(events: readonly LogEvent[]): number {
    const fresh: LiveRow[] = []
    for (const event of events) {
      if (this.seen.has(event.id)) continue
      this.seen.add(event.id)
      fresh.push({ key: this.nextKey++, event })
      if (this.lastId === null || event.id > this.lastId) this.lastId = event.id
    }
    this.received += fresh.length
    this.append(fresh)
    return fresh.length
  }

  gap(gap: Gap): void {
    this.append([{ key: this.nextKey++, gap }])
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    const waiting = this.waiting
    this.waiting = []
    this.append(waiting)
  }

  /** Empties the screen. What was seen stays known, so that a replay does not bring it back. */
  clear(): void {
    this.rows = []
    this.waiting = []
    this.dropped = 0
    this.received = 0
  }

  /** Another filter is another stream: nothing of the old one is kept. */
  restart(): void {
    this.clear()
    this.seen.clear()
  }

  snapshot(): Snapshot {
    return {
      rows: this.rows,
      waiting: this.waiting.length,
      dropped: this.dropped,
      received: this.received,
    }
  }

  /** Always a new array: what is on screen is never changed under React. */
  private append(rows: readonly LiveRow[]): void {
    if (this.paused) this.waiting = this.bounded([...this.waiting, ...rows])
    else if (rows.length) this.rows = this.bounded([...this.rows, ...rows])
  }

  private bounded(rows: LiveRow[]): LiveRow[] {
    const slack = Math.min(SLACK, Math.ceil(this.room / 10))
    return rows.length > this.room + slack ? this.forget(rows) : rows
  }

  private forget(rows: LiveRow[]): LiveRow[] {
    const gone = rows.length - this.room
    for (const row of rows.slice(0, gone)) {
      if (!('event' in row)) continue
      this.dropped += 1
      this.seen.delete(row.event.id)
    }
    return rows.slice(gone)
  }
}
