import { describe, expect, it } from 'vitest'

import { parseJson, writeJson } from './json'

const LARGE = '9007199254740993'

describe('whole numbers that a double would round', () => {
  it.each([
    [`{"order":${LARGE}}`, { order: 9007199254740993n }],
    [
      `{"a":[1, -${LARGE} ,{"b":18446744073709551615}]}`,
      { a: [1, -9007199254740993n, { b: 18446744073709551615n }] },
    ],
    [LARGE, 9007199254740993n],
    [`{"a":${LARGE},"b":9007199254740991}`, { a: 9007199254740993n, b: 9007199254740991 }],
    [
      `{"a":${LARGE},"b":1700000000000000000.5,"c":12345678901234567e3}`,
      { a: 9007199254740993n, b: 1.7e18, c: 1.2345678901234567e19 },
    ],
    [
      `{"text":"is: ${LARGE}, \\"${LARGE}\\\\","${LARGE}":1}`,
      { text: `is: ${LARGE}, "${LARGE}\\`, [LARGE]: 1 },
    ],
  ])('are read exactly from %s', (text, value) => expect(parseJson(text)).toEqual(value))

  it.each([`{"order":${LARGE},"list":[-${LARGE},1.5,"${LARGE}",null,true]}`, LARGE, '{"a":1}'])(
    'and %s is written as it came',
    (text) => expect(writeJson(parseJson(text))).toBe(text),
  )

  it('indented too', () => expect(writeJson({ a: 9007199254740993n }, 2)).toBe(`{\n  "a": ${LARGE}\n}`))
})

it('a key that is called as no key should be changes nothing else', () => {
  const read = parseJson(`{"__proto__":${LARGE},"n":${LARGE}}`) as object
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  expect(Object.keys(read)).toEqual(['__proto__', 'n'])
})

it('what is no JSON is said to be none', () => expect(() => parseJson(`{"a":${LARGE},`)).toThrow(SyntaxError))
