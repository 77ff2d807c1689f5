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
    let fresh = 0
    for (const event of events) {
      if (this.seen.has(event.id)) continue
      this.seen.add(event.id)
      this.push({ key: this.nextKey++, event })
      if (this.lastId === null || event.id > this.lastId) this.lastId = event.id
      fresh += 1
    }
    this.received += fresh
    this.trim()
    return fresh
  }

  gap(gap: Gap): void {
    this.push({ key: this.nextKey++, gap })
    this.trim()
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    if (this.waiting.length) this.rows = [...this.rows, ...this.waiting]
    this.waiting = []
    this.trim()
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

  private push(row: LiveRow): void {
    if (this.paused) this.waiting.push(row)
    else this.rows.push(row)
  }

  private trim(): void {
    const slack = Math.min(SLACK, Math.ceil(this.room / 10))
    if (!this.paused && this.rows.length > this.room + slack) this.rows = this.forget(this.rows)
    // A new array each time, so that React sees the change.
    else if (!this.paused) this.rows = this.rows.slice()
    if (this.waiting.length > this.room + slack) this.waiting = this.forget(this.waiting)
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
