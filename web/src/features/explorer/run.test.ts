import { expect, it } from 'vitest'

import { ApiError } from '@/lib/api'
import type { LogEvent } from '@/lib/model'
import { ALL } from '@/lib/time'

import { rangeWith } from './empty'
import { mistakeOf } from './mistake'
import { moves, sharedAddress } from './run'
import { arrange } from './sidebar'

const NOW = Date.parse('2026-11-23T12:00:00Z')

it('a shared address has absolute times and does not refresh', () => {
  const shared = new URL(
    sharedAddress(
      'http://elk/explorer/?q=disk&from=now-1h&to=now&refresh=5s',
      { from: 'now-1h', to: 'now' },
      NOW,
    ),
  )
  expect(Object.fromEntries(shared.searchParams)).toEqual({
    q: 'disk',
    from: '2026-11-23T11:00:00.000Z',
    to: '2026-11-23T12:00:00.000Z',
  })
})

it('all time is shared as such', () => {
  expect(sharedAddress('http://elk/explorer/?from=all&to=all', ALL, NOW)).toContain('?from=all&to=all')
})

it('only a range that moves is asked again', () => {
  expect(moves({ from: 'now-1h', to: 'now' })).toBe(true)
  expect(moves(ALL)).toBe(true)
  expect(moves({ from: '2026-11-23T11:00:00Z', to: '2026-11-23T12:00:00Z' })).toBe(false)
})

it('a mistake points at the column as it was typed', () => {
  const error = new ApiError(400, { code: 'query_error', message: 'No.', hint: 'Try.', column: 8 })
  expect(mistakeOf(error, 0)).toEqual({ message: 'No.', hint: 'Try.', column: 7 })
  expect(mistakeOf(error, -1)?.column).toBe(6)
  expect(mistakeOf(new ApiError(500, {}), 0)).toBeNull()
})

it.each([
  ['2026-11-23T11:55:00Z', { from: 'now-15m', to: 'now' }],
  ['2026-11-22T20:00:00Z', { from: 'now-24h', to: 'now' }],
  ['2026-01-01T10:00:00Z', { from: '2026-01-01T09:30:00.000Z', to: '2026-01-01T10:30:00.000Z' }],
])('the way to a log of %s', (at, range) => {
  expect(rangeWith({ '@timestamp': at } as LogEvent, NOW)).toEqual(range)
})

it('pinned fields come first, then the main ones, then the commonest', () => {
  const fields = ['zeta', 'service', 'alpha', 'level', 'id'].map((name, at) => ({
    name,
    types: ['string'],
    count: at,
  }))
  const names = (wanted: string) => arrange(fields, wanted, ['alpha']).map(({ name }) => name)
  expect(names('')).toEqual(['alpha', 'level', 'service', 'zeta'])
  expect(names('id')).toEqual(['id'])
})
