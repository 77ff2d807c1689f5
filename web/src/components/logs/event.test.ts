import { expect, it } from 'vitest'

import type { LogEvent } from '@/lib/model'

import { flatten, oneLine, rawOf, textOf, valueOf } from './event'
import { markPattern } from './marked'

const event: LogEvent = {
  id: '1'.repeat(32),
  '@timestamp': '2026-11-23T12:00:00.123456Z',
  received_at: '2026-11-23T12:00:01.000Z',
  tenant_id: 'acme',
  level: 'error',
  message: 'disk full',
  service: 'checkout',
  tags: ['a', 'b'],
  attributes: {
    user: { id: 5, name: 'Bob' },
    'http.status': 500,
    a: { 'b.c': { d: true } },
    list: [{ x: 1 }],
    level: 7,
  },
  geoip: { country: 'DE' },
}

it.each([
  ['service', 'checkout'],
  ['user.id', 5],
  ['attributes.user.name', 'Bob'],
  ['http.status', 500],
  ['a.b.c.d', true],
  ['level', 'error'],
  ['attributes.level', 7],
  ['geoip.country', 'DE'],
  ['missing', undefined],
  ['user.missing', undefined],
])('%s is found by the name that a query uses', (field, value) =>
  expect(valueOf(event, field)).toEqual(value),
)

it('an event is a list of fields, its own first, then the attributes by name', () => {
  const names = flatten(event).map(({ name }) => name)
  expect(names.slice(0, 3)).toEqual(['@timestamp', 'level', 'message'])
  expect(names).toContain('user.id')
  expect(names).toContain('a.b.c.d')
  expect(names).toContain('geoip.country')
})

it('values are text in cells', () => {
  expect(textOf(['a', 'b'])).toBe('a, b')
  expect(textOf([{ x: 1 }])).toBe('[{"x":1}]')
  expect(textOf(undefined)).toBe('')
  expect(textOf(false)).toBe('false')
  expect(oneLine('a\n  b')).toBe('a ↵ b')
  expect(oneLine('abcdef', 3)).toBe('abc…')
  expect(rawOf(event)).toBe('disk full')
  expect(rawOf({ ...event, raw: 'as it came' })).toBe('as it came')
})

it('searched words are marked as they are written, the longest first', () => {
  expect('a.b AB abc'.split(markPattern(['a.b', 'ab', 'abc']) ?? '')).toEqual([
    '',
    'a.b',
    ' ',
    'AB',
    ' ',
    'abc',
    '',
  ])
  expect(markPattern([])).toBeNull()
})
