import { describe, expect, it } from 'vitest'

import { parsePasted } from './parse'

const NOW = Date.parse('2026-11-23T12:00:00.000Z')
const read = (text: string, zone = 'UTC') => parsePasted(text, NOW, zone)?.range ?? null
const around = (iso: string) => ({
  from: new Date(Date.parse(iso) - 300_000).toISOString(),
  to: new Date(Date.parse(iso) + 300_000).toISOString(),
})

describe('a single time becomes five minutes either side', () => {
  it.each([
    ['2026-11-23T09:30:00Z', '2026-11-23T09:30:00Z'],
    ['2026-11-23T09:30:00.123456Z', '2026-11-23T09:30:00.123Z'],
    ['2026-11-23 09:30:00,123', '2026-11-23T09:30:00.123Z'],
    ['2026-11-23T11:30:00+02:00', '2026-11-23T09:30:00Z'],
    ['2026-11-23 11:30:00 +0200', '2026-11-23T09:30:00Z'],
    ['"2026-11-23T09:30Z"', '2026-11-23T09:30:00Z'],
    ['[2026/11/23 09:30:00]', '2026-11-23T09:30:00Z'],
    ['20261123T093000Z', '2026-11-23T09:30:00Z'],
    ['20261123-09:30:00:606', '2026-11-23T09:30:00.606Z'],
    ['1795426200', '2026-11-23T09:30:00Z'],
    ['1795426200.5', '2026-11-23T09:30:00.5Z'],
    ['1795426200123', '2026-11-23T09:30:00.123Z'],
    ['1795426200123456', '2026-11-23T09:30:00.123Z'],
    ['1795426200123456789', '2026-11-23T09:30:00.123Z'],
    ['23/Nov/2026:09:30:00 +0000', '2026-11-23T09:30:00Z'],
    ['23/Nov/2026:11:30:00 +0200', '2026-11-23T09:30:00Z'],
    ['Mon, 23 Nov 2026 09:30:00 GMT', '2026-11-23T09:30:00Z'],
    ['Mon Nov 23 09:30:00 2026', '2026-11-23T09:30:00Z'],
    ['Nov 23 09:30:00', '2026-11-23T09:30:00Z'],
    ['Dec 31 23:00:00', '2025-12-31T23:00:00Z'],
    ['Nov 23, 2026 9:30 AM', '2026-11-23T09:30:00Z'],
    ['Nov 23, 2026 12:30 am', '2026-11-23T00:30:00Z'],
    ['November 3rd, 2026 at 9:30 pm', '2026-11-03T21:30:00Z'],
    ['23.11.2026 09:30', '2026-11-23T09:30:00Z'],
    ['11/23/2026 09:30', '2026-11-23T09:30:00Z'],
    ['23/11/2026 09:30', '2026-11-23T09:30:00Z'],
    ['I1123 09:30:00.123456', '2026-11-23T09:30:00.123Z'],
    ['11-23 09:30:00.123', '2026-11-23T09:30:00.123Z'],
    ['081109 203615', '2008-11-09T20:36:15Z'],
    ['17/06/09 20:10:40', '2017-06-09T20:10:40Z'],
    ['09:30', '2026-11-23T09:30:00Z'],
    ['9:30 pm', '2026-11-23T21:30:00Z'],
  ])('%s', (text, iso) => expect(read(text)).toEqual(around(iso)))
})

describe('a time inside a longer text is found', () => {
  it.each([
    ['2026-11-23 09:30:00 ERROR payment failed for 10.0.0.1', '2026-11-23T09:30:00Z'],
    ['{"@timestamp":"2026-11-23T09:30:00.123Z","message":"x"}', '2026-11-23T09:30:00.123Z'],
    ['10.0.0.1 - - [23/Nov/2026:09:30:00 +0000] "GET / HTTP/1.1" 200', '2026-11-23T09:30:00Z'],
    ['Nov 23 09:30:00 web-1 sshd[12]: Accepted', '2026-11-23T09:30:00Z'],
    ['ts=1795426200123 level=info', '2026-11-23T09:30:00.123Z'],
  ])('%s', (text, iso) => expect(read(text)).toEqual(around(iso)))

  it('and two of them are a range', () => {
    expect(read('started 2026-11-23T09:00:00Z, ended 2026-11-23T10:00:00Z')).toEqual({
      from: '2026-11-23T09:00:00.000Z',
      to: '2026-11-23T10:00:00.000Z',
    })
  })
})

describe('relative times stay relative', () => {
  it.each([
    ['last 15m', 'now-15m'],
    ['last 15 minutes', 'now-15m'],
    ['Past 2 hours', 'now-2h'],
    ['15m', 'now-15m'],
    ['-3d', 'now-3d'],
    ['now-1h', 'now-1h'],
    ['now - 1h', 'now-1h'],
    ['30 minutes ago', 'now-30m'],
    ['last hour', 'now-1h'],
    ['past week', 'now-1w'],
    ['past 2 months', 'now-2M'],
    ['since now-2h', 'now-2h'],
    ['since 2 hours ago', 'now-2h'],
  ])('%s', (text, from) => expect(read(text)).toEqual({ from, to: 'now' }))

  it('at both ends', () => expect(read('now-2h to now-1h')).toEqual({ from: 'now-2h', to: 'now-1h' }))
})

describe('named days are whole days in the zone', () => {
  it.each([
    ['today', 'UTC', '2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    ['yesterday', 'UTC', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['yesterday', 'Europe/Berlin', '2026-11-21T23:00:00.000Z', '2026-11-22T23:00:00.000Z'],
    ['this week', 'UTC', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['last month', 'UTC', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['2026-11-20', 'UTC', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
    ['20 Nov 2026', 'UTC', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
    // The clocks go back on this day, which has 25 hours.
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('%s in %s', (text, zone, from, to) => expect(read(text, zone)).toEqual({ from, to }))
})

describe('two times are a range', () => {
  const hour = { from: '2026-11-23T09:00:00.000Z', to: '2026-11-23T10:00:00.000Z' }
  it.each([
    ['2026-11-23 09:00 - 2026-11-23 10:00'],
    ['2026-11-23T09:00:00Z/2026-11-23T10:00:00Z'],
    ['from 2026-11-23 09:00 to 2026-11-23 10:00'],
    ['between 09:00 and 10:00'],
    ['2026-11-23 09:00 – 10:00'],
    ['2026-11-23 09:00 → 10:00'],
    ['1795424400 - 1795428000'],
    ['1795424400..1795428000'],
    ['2026-11-23 10:00 - 2026-11-23 09:00'],
  ])('%s', (text) => expect(read(text)).toEqual(hour))

  it('whose last day is included', () => {
    expect(read('2026-11-20 to 2026-11-21')).toEqual({
      from: '2026-11-20T00:00:00.000Z',
      to: '2026-11-22T00:00:00.000Z',
    })
  })
  it('that may end now', () => {
    expect(read('2026-11-20 - now')).toEqual({ from: '2026-11-20T00:00:00.000Z', to: 'now' })
  })
})

describe('what is no time is said to be none', () => {
  it.each(['', '   ', 'payment failed', 'm', 'day', '2026-13-40', '99:99', '12'])('%s', (text) =>
    expect(read(text)).toBeNull(),
  )
})

it('reads wall clocks in the zone', () => {
  expect(read('2026-07-01 12:00', 'Europe/Berlin')).toEqual(around('2026-07-01T10:00:00Z'))
})
