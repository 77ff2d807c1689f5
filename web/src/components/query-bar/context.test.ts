import { describe, expect, it } from 'vitest'

import { completionAt } from './context'

/** The bar stands for the cursor. */
const at = (text: string) => completionAt(text.replace('|', ''), text.indexOf('|'))

describe('what could be completed', () => {
  it.each([
    ['|', { kind: 'field', prefix: '' }],
    ['ser|', { kind: 'field', prefix: 'ser', start: 0, end: 3 }],
    ['ser|vice:x', { kind: 'field', prefix: 'ser', start: 0, end: 8 }],
    ['-ser|', { kind: 'field', prefix: 'ser', start: 1 }],
    ['a OR |', { kind: 'field', prefix: '' }],
    ['a or|', { kind: 'field', prefix: 'or' }],
    ['(|', { kind: 'field', prefix: '' }],
    ['service:|', { kind: 'operator', field: 'service', start: 8 }],
    ['service: |', { kind: 'operator', field: 'service' }],
    ['service:che|', { kind: 'value', field: 'service', prefix: 'che', start: 8, end: 11 }],
    ['service:che|ckout x', { kind: 'value', field: 'service', prefix: 'che', start: 8, end: 16 }],
    ['service:"che|', { kind: 'value', field: 'service', prefix: 'che', start: 8 }],
    ['service:"che"|', { kind: 'none' }],
    ['service:(|', { kind: 'value', field: 'service', prefix: '' }],
    ['service:(a OR |', { kind: 'value', field: 'service', prefix: '' }],
    ['service:(a OR b|', { kind: 'value', field: 'service', prefix: 'b' }],
    ['service:(a) b|', { kind: 'field', prefix: 'b' }],
    ['status:5|', { kind: 'value', field: 'status', prefix: '5' }],
    ['service:a |', { kind: 'boolean' }],
    ['a |', { kind: 'boolean' }],
    ['"a b|"', { kind: 'none' }],
    ['status:>=|', { kind: 'none' }],
    ['"two words":x|', { kind: 'value', field: 'two words', prefix: 'x' }],
  ])('%s', (text, expected) => expect(at(text)).toMatchObject(expected))
})
