import { describe, expect, it } from 'vitest'

import { searchedTerms, tokenize } from './tokens'

const kinds = (text: string) =>
  tokenize(text)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, text }) => `${kind} ${text}`)

describe('a query is cut into', () => {
  it.each([
    ['payment failed', ['word payment', 'word failed']],
    ['"disk full" 500', ['phrase "disk full"', 'number 500']],
    ['service:checkout', ['field service', 'colon :', 'value checkout']],
    ['service: checkout x', ['field service', 'colon :', 'value checkout', 'word x']],
    ['status:>=500', ['field status', 'colon :', 'operator >=', 'number 500']],
    ['status >= 500', ['field status', 'operator  >=', 'number 500']],
    [
      'status:[400 TO 499]',
      ['field status', 'colon :', 'bracket [', 'number 400', 'boolean TO', 'number 499', 'bracket ]'],
    ],
    [
      'level:(error OR critical) x',
      [
        'field level',
        'colon :',
        'bracket (',
        'value error',
        'boolean OR',
        'value critical',
        'bracket )',
        'word x',
      ],
    ],
    [
      'a AND NOT (b OR -c)',
      [
        'word a',
        'boolean AND',
        'boolean NOT',
        'bracket (',
        'word b',
        'boolean OR',
        'sign -',
        'word c',
        'bracket )',
      ],
    ],
    ['path:/api\\/v\\d+/ x', ['field path', 'colon :', 'regex /api\\/v\\d+/', 'word x']],
    ['12:30 http://a std::b', ['word 12:30', 'word http://a', 'word std::b']],
    ['"two words":x', ['field "two words"', 'colon :', 'value x']],
    [
      'user.id:5 ip:10.0.0.0/8',
      ['field user.id', 'colon :', 'number 5', 'field ip', 'colon :', 'value 10.0.0.0/8'],
    ],
    ['"half', ['phrase "half']],
    ['service:', ['field service', 'colon :']],
    ['order -> x', ['word order', 'word ->', 'word x']],
  ])('%s', (text, expected) => expect(kinds(text)).toEqual(expected))

  it('tokens that cover every character once', () => {
    const samples = ['', '((', '"\\', 'a:[1 TO', 'x:(y:(z', '  ☃ é:ü ', ')}]', 'a:"b"c', ':::', '&&||!']
    for (const text of samples) {
      expect(
        tokenize(text)
          .map((token) => token.text)
          .join(''),
      ).toBe(text)
    }
  })
})

it.each([
  ['payment -failed', ['payment']],
  ['"disk full" NOT xx yy', ['disk full', 'yy']],
  ['service:checkout pay*', ['pay']],
  ['message:"timed out" level:error', ['timed out']],
  ['', []],
])('%s marks its words in the rows', (text, terms) => expect(searchedTerms(text)).toEqual(terms))
