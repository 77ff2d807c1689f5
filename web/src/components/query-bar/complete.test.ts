import { describe, expect, it } from 'vitest'

import { completionAt } from './context'
import { coverage, suggestFields, suggestOperators, suggestValues, take } from './complete'

const FIELDS = [
  { name: 'service', types: ['string'], count: 90 },
  { name: 'user.service_tier', types: ['string'], count: 95 },
  { name: 'status', types: ['integer'], count: 40 },
]

describe('fields', () => {
  it('that begin with what was typed come first, then those with a part that does', () => {
    expect(suggestFields(FIELDS, 'ser', 100).map(({ label }) => label)).toEqual([
      'service',
      'user.service_tier',
    ])
  })
  it('say their type and how many logs have them', () => {
    expect(suggestFields(FIELDS, 'stat', 100)[0]).toMatchObject({
      insert: 'status:',
      detail: 'integer · 40 %',
    })
  })
})

it('comparisons are offered first for numbers, and not at all for texts', () => {
  expect(suggestOperators(['integer'])[0]?.label).toBe('>=')
  expect(suggestOperators(['string']).map(({ label }) => label)).not.toContain('>=')
})

it('values are quoted where they have to be', () => {
  const values = [
    { value: 'check out', count: 3 },
    { value: 'checkout', count: 1 },
    { value: 500, count: 1 },
  ]
  expect(suggestValues(values, '', 5).map(({ insert }) => insert)).toEqual([
    '"check out" ',
    'checkout ',
    '500 ',
  ])
  expect(suggestValues(values, 'out', 5).map(({ label }) => label)).toEqual(['check out', 'checkout'])
})

it('taking a suggestion replaces what was typed and no more', () => {
  const text = 'a service:che b'
  const context = completionAt(text, 13)
  const suggestion = { label: 'checkout', insert: 'checkout ', detail: '', more: false }
  expect(take(text, context, suggestion)).toEqual({ text: 'a service:checkout b', cursor: 18 })
  expect(take('x', { kind: 'none' }, suggestion)).toEqual({ text: 'x', cursor: 1 })
})

it.each([
  [0, 0, ''],
  [1, 1000, '<1 %'],
  [999, 1000, '>99 %'],
  [1000, 1000, '100 %'],
  [0, 1000, '0 %'],
])('%d of %d is %s', (count, total, words) => expect(coverage(count, total)).toBe(words))
