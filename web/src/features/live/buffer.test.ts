import { describe, expect, it } from 'vitest'

import type { LogEvent } from '@/lib/model'

import { LiveBuffer } from './buffer'

const log = (number: number): LogEvent => ({
  id: String(number).padStart(32, '0'),
  '@timestamp': '2026-11-23T12:00:00.000Z',
  received_at: '2026-11-23T12:00:00.000Z',
  tenant_id: 'acme',
  message: `line ${number}`,
})
const logs = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => log(from + at))
const messages = (buffer: LiveBuffer) =>
  buffer.snapshot().rows.map((row) => ('event' in row ? row.event.message : row.gap.message))

describe('the live buffer', () => {
  it('shows each event once, however often it is replayed', () => {
    const buffer = new LiveBuffer()
    expect(buffer.add(logs(0, 3))).toBe(3)
    expect(buffer.add(logs(1, 5))).toBe(2)
    expect(messages(buffer)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4'])
  })

  it('remembers the last id for the resume, whatever order events come in', () => {
    const buffer = new LiveBuffer()
    buffer.add([log(7), log(5)])
    expect(buffer.lastId).toBe(log(7).id)
  })

  it('holds a bounded number of rows and counts those that made room', () => {
    const buffer = new LiveBuffer(100)
    for (let at = 0; at < 50; at += 1) buffer.add(logs(at * 10, at * 10 + 10))
    const { rows, dropped, received } = buffer.snapshot()
    expect(rows.length).toBeLessThanOrEqual(110)
    expect(rows.length + dropped).toBe(500)
    expect(received).toBe(500)
    expect(messages(buffer).at(-1)).toBe('line 499')
  })

  it('does not move while it is paused, and shows what waited afterwards', () => {
    const buffer = new LiveBuffer()
    buffer.add(logs(0, 2))
    buffer.pause()
    buffer.add(logs(2, 5))
    expect(messages(buffer)).toHaveLength(2)
    expect(buffer.snapshot().waiting).toBe(3)
    buffer.resume()
    expect(messages(buffer)).toHaveLength(5)
    expect(buffer.snapshot().waiting).toBe(0)
  })

  it('bounds what waits as well', () => {
    const buffer = new LiveBuffer(100)
    buffer.pause()
    for (let at = 0; at < 50; at += 1) buffer.add(logs(at * 10, at * 10 + 10))
    expect(buffer.snapshot().waiting).toBeLessThanOrEqual(110)
    buffer.resume()
    expect(messages(buffer).at(-1)).toBe('line 499')
  })

  it('shows gaps where they were', () => {
    const buffer = new LiveBuffer()
    buffer.add([log(1)])
    buffer.gap({ skipped: 40, reason: 'rate', message: '40 logs were skipped' })
    buffer.add([log(2)])
    expect(messages(buffer)).toEqual(['line 1', '40 logs were skipped', 'line 2'])
  })

  it('cleared, does not bring back what was seen; restarted for another filter, it does', () => {
    const buffer = new LiveBuffer()
    buffer.add(logs(0, 3))
    buffer.clear()
    expect(buffer.add(logs(0, 3))).toBe(0)
    buffer.restart()
    expect(buffer.add(logs(0, 3))).toBe(3)
  })

  it('gives React a new array with every change', () => {
    const buffer = new LiveBuffer()
    buffer.add([log(1)])
    const before = buffer.snapshot().rows
    buffer.add([log(2)])
    expect(buffer.snapshot().rows).not.toBe(before)
    expect(before).toHaveLength(1)
  })
})
