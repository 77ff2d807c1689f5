import { expect, test } from 'vitest'

import { alertLink, explorerLink, queryValue, safeNext } from './links'

test('a link to the Explorer carries what is asked, and nothing empty', () => {
  expect(explorerLink({ q: 'level:error', from: 'now-1h', to: '' })).toBe(
    '/explorer/?q=level%3Aerror&from=now-1h',
  )
  expect(explorerLink({})).toBe('/explorer/')
})

test.each([
  ['checkout', 'checkout'],
  ['web-1.example', 'web-1.example'],
  ['two words', '"two words"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['OR', '"OR"'],
  ['-5', '"-5"'],
  [404, '404'],
  [true, 'true'],
])('%s is written %s in a query', (value, written) => expect(queryValue(value)).toBe(written))

test.each([
  ['/explorer/?q=a', '/explorer/?q=a'],
  [null, '/dashboard/'],
  ['https://globex.example/', '/dashboard/'],
  ['//globex.example/', '/dashboard/'],
  ['/\\globex.example/', '/dashboard/'],
  ['javascript:alert(1)', '/dashboard/'],
])('after the login, next=%s leads to %s', (next, target) => expect(safeNext(next)).toBe(target))

test('a rule begins with the query that it is made of', () =>
  expect(alertLink('level:error')).toBe('/alerts/?rule=0&q=level%3Aerror'))
