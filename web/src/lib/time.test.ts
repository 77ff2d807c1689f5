import { describe, expect, it } from 'vitest'

import {
  ALL,
  absoluteRange,
  formatClock,
  formatDuration,
  formatRow,
  formatTimestamp,
  fromWall,
  niceStep,
  rangeLabel,
  resolveBound,
  resolveRange,
  rowTime,
  startOfDay,
  tickLabel,
  timeAgo,
  zoneLabel,
} from './time'

const NOW = Date.parse('2026-11-23T12:00:00Z')

describe('a bound', () => {
  it.each([
    ['now', NOW],
    ['now-15m', NOW - 900_000],
    ['now+1h', NOW + 3_600_000],
    ['2026-11-23T12:00:00Z', NOW],
    ['1795435200', NOW],
    ['1795435200000', NOW],
    ['nonsense', null],
  ])('%s', (bound, moment) => expect(resolveBound(bound, NOW)).toBe(moment))
})

it('a range that cannot be read is the last 15 minutes', () => {
  expect(resolveRange({ from: 'x', to: 'now' }, NOW)).toEqual({ start: NOW - 900_000, end: NOW })
  expect(resolveRange({ from: 'now', to: 'now-1h' }, NOW)).toEqual({ start: NOW - 900_000, end: NOW })
})

it('a shared range is absolute', () => {
  expect(absoluteRange({ from: 'now-1h', to: 'now' }, NOW)).toEqual({
    from: '2026-11-23T11:00:00.000Z',
    to: '2026-11-23T12:00:00.000Z',
  })
})

describe('zones', () => {
  it('show every digit of a time in their own clock', () => {
    expect(formatTimestamp('2026-07-01T10:00:00.123456Z', 'Europe/Berlin')).toBe('2026-07-01 12:00:00.123456')
    expect(formatTimestamp('2026-07-01T10:00:00Z', 'UTC')).toBe('2026-07-01 10:00:00.000')
    expect(formatTimestamp('not a time', 'UTC')).toBe('not a time')
    expect(formatClock('2026-07-01T10:00:00.120Z', 'Asia/Kolkata')).toBe('15:30:00.120')
  })
  it('have a label', () => {
    expect(zoneLabel('UTC', NOW)).toBe('UTC')
    expect(zoneLabel('Asia/Kolkata', NOW)).toBe('UTC+5:30')
    expect(zoneLabel('America/New_York', NOW)).toBe('UTC−5')
  })
  it('know when a wall clock was meant, on both sides of a change of clocks', () => {
    expect(new Date(fromWall(Date.parse('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toISOString()).toBe(
      '2026-10-24T23:30:00.000Z',
    )
    expect(new Date(fromWall(Date.parse('2026-10-25T04:00:00Z'), 'Europe/Berlin')).toISOString()).toBe(
      '2026-10-25T03:00:00.000Z',
    )
    expect(new Date(startOfDay(NOW, 'Asia/Tokyo')).toISOString()).toBe('2026-11-22T15:00:00.000Z')
  })
})

it('a range says itself', () => {
  expect(rangeLabel({ from: 'now-15m', to: 'now' }, 'UTC', NOW)).toBe('Last 15 minutes')
  expect(rangeLabel({ from: 'now-1h', to: 'now' }, 'UTC', NOW)).toBe('Last hour')
  expect(rangeLabel(ALL, 'UTC', NOW)).toBe('All time')
  expect(rangeLabel({ from: 'now-2h', to: 'now-1h' }, 'UTC', NOW)).toBe('2026-11-23 10:00:00 → 11:00:00')
  expect(rangeLabel({ from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z' }, 'UTC', NOW)).toBe(
    '2026-11-22 00:00:00 → 2026-11-23 00:00:00',
  )
})

it.each([
  [340, '340 ms'],
  [1200, '1.2 s'],
  [42_000, '42 s'],
  [200_000, '3 min 20 s'],
  [119_999, '2 min'],
  [7_500_000, '2 h 5 min'],
  [4 * 86_400_000 + 3 * 3_600_000, '4 d 3 h'],
])('%d ms is %s', (ms, words) => expect(formatDuration(ms)).toBe(words))

it.each([
  [NOW, 'just now'],
  [NOW - 90_000, '1 minute ago'],
  [NOW - 7_200_000, '2 hours ago'],
  [NOW + 86_400_000, 'in 1 day'],
])('%d was %s', (moment, words) => expect(timeAgo(moment, NOW)).toBe(words))

it.each([
  ['2026-11-23T11:00:00Z', '2026-11-23T11:01:00Z', 1, '12:00:00'],
  ['2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z', 900, '12:00'],
  ['2026-11-16T12:00:00Z', '2026-11-23T12:00:00Z', 7200, '11-23 12:00'],
  ['2026-11-20T12:00:00Z', '2027-01-03T12:00:00Z', 86_400, '11-23 12:00'],
  ['2005-06-03T00:00:00Z', '2026-11-23T12:00:00Z', 7_776_000, '2026-11-23'],
])('an axis from %s to %s in steps of %d s says %s', (start, end, step, said) =>
  expect(tickLabel(NOW, { start: Date.parse(start), end: Date.parse(end) }, step, 'UTC')).toBe(said),
)

it('a row says its day where there are several, and its year where there are several', () => {
  const at = '2026-11-23T12:00:00.123456Z'
  const said = (days: number) =>
    formatRow(at, 'UTC', rowTime({ start: NOW - days * 86_400_000, end: NOW }, 'UTC'))
  expect([1, 7, 400].map(said)).toEqual(['12:00:00.123', '11-23 12:00:00.123', '2026-11-23 12:00:00.123'])
})

it('a step is round and makes no more buckets than wanted', () => {
  expect(niceStep({ start: 0, end: 900_000 }, 60)).toBe(15)
  expect(niceStep({ start: 0, end: 86_400_000 }, 60)).toBe(1800)
  expect(niceStep({ start: 0, end: 1000 }, 60)).toBe(1)
  expect(niceStep({ start: 0, end: 40 * 365 * 86_400_000 }, 10) % 2592000).toBe(0)
})
