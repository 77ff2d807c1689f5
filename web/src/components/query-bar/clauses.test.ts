import { describe, expect, it } from 'vitest'

import {
  addFilter,
  clauseText,
  combine,
  filterParam,
  flipFilter,
  readFilterParam,
  removeFilter,
  toggleFilter,
  withClause,
} from './clauses'

const filter = (field: string, value: string | number | boolean | null, negated = false, off = false) => ({
  field,
  value,
  negated,
  off,
})

describe('a filter as text', () => {
  it.each([
    [filter('service', 'checkout'), 'service:checkout'],
    [filter('service', 'check out', true), 'NOT service:"check out"'],
    [filter('path', 'C:\\a "b"'), 'path:"C:\\\\a \\"b\\""'],
    [filter('status', 500), 'status:500'],
    [filter('balance', -5), 'balance:-5'],
    [filter('ok', true), 'ok:true'],
    [filter('word', 'or'), 'word:"or"'],
    [filter('user.id', null), 'user.id:*'],
    [filter('user id', 'x'), 'user\\ id:x'],
  ])('%j is %s', (given, text) => expect(clauseText(given)).toBe(text))
})

describe('the typed query and the filters', () => {
  const error = filter('level', 'error')
  it('are one query', () => {
    expect(combine('disk', [error, filter('service', 'x', true)]).text).toBe('disk level:error NOT service:x')
    expect(combine('', [error]).text).toBe('level:error')
    expect(combine(' disk ', []).text).toBe('disk')
  })
  it('keep what the typed words mean', () => {
    expect(combine('a OR b', [error]).text).toBe('(a OR b) level:error')
  })
  it('leave out those that are switched off', () => {
    expect(combine('a', [filter('level', 'error', false, true)]).text).toBe('a')
  })
  it('know where the typed query begins, so that errors point at it', () => {
    expect(combine('  a', []).offset).toBe(2)
    expect(combine('a OR (', [error]).offset).toBe(-1)
  })
  it('adding a clause to a typed query brackets a choice', () => {
    expect(withClause('a OR b', 'x:1')).toBe('(a OR b) x:1')
    expect(withClause('', 'x:1')).toBe('x:1')
  })
})

describe('the list of filters', () => {
  const filters = [filter('a', 1), filter('b', 2)]
  it('takes the same value once, and the later wish wins', () => {
    expect(addFilter(filters, 'a', 1, true)).toEqual([filter('a', 1, true), filter('b', 2)])
    expect(addFilter(filters, 'a', 3)).toHaveLength(3)
  })
  it('flips, switches off and removes', () => {
    expect(flipFilter(filters, 1)[1]?.negated).toBe(true)
    expect(toggleFilter(filters, 0)[0]?.off).toBe(true)
    expect(removeFilter(filters, 0)).toEqual([filter('b', 2)])
  })
})

describe('a filter in the URL', () => {
  it.each([
    filter('service', 'a:b, c&d'),
    filter('status', 500, true),
    filter('status', '500', false, true),
    filter('x:y', null, true, true),
    filter('ok', false),
  ])('%j comes back as it was', (given) => expect(readFilterParam(filterParam(given))).toEqual(given))

  it.each(['', 'x', 'x:', 'x:{', 'x:[1]', ':1', '%:1'])('%s is none', (text) =>
    expect(readFilterParam(text)).toBeNull(),
  )
})
