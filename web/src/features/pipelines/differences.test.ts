import { describe, expect, test } from 'vitest'

import { changes, fieldsOf, show } from './fields'
import { TEMPLATES } from './templates'
import { difference } from './versions/difference'

describe('lines that differ', () => {
  const signs = (before: string, after: string) =>
    difference(before, after).map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`)

  test('are shown between those that do not', () =>
    expect(signs('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']))

  test('are none in equal texts', () => expect(signs('a\nb', 'a\nb')).toEqual([' a', ' b']))

  test('keep what moved little', () => expect(signs('a\nb\nc', 'b\nc\na')).toEqual(['-a', ' b', ' c', '+a']))

  test('are all gone and new where there are too many', () => {
    const many = (letter: string) => Array.from({ length: 2_100 }, (_, at) => `${letter}${at}`).join('\n')
    expect(difference(many('a'), many('b'))).toHaveLength(4_200)
  })
})

describe('what became of a document', () => {
  test('is told field by field, dotted', () =>
    expect(changes({ message: 'x', a: { b: 1 }, gone: true }, { message: 'x', a: { b: 2, c: [1] } })).toEqual(
      [
        { field: 'a.b', kind: 'changed', before: 1, after: 2 },
        { field: 'gone', kind: 'removed', before: true },
        { field: 'a.c', kind: 'added', after: [1] },
      ],
    ))

  test('shows values on one line', () => {
    expect(show('text')).toBe('text')
    expect(show([1, 'a'])).toBe('[1,"a"]')
    expect(show(undefined)).toBe('')
    expect(show(12345678901234567890n)).toBe('"12345678901234567890"')
  })
})

test('fields of all steps are known as the language writes them', () => {
  const step = { filter: 'json', line: 1, microseconds: 1, events: [{ a: { b: 1 } }, { c: 2 }] }
  const tried = { sample: '', documents: [], steps: [step], microseconds: 1, left_out: false }
  expect(fieldsOf([tried])).toEqual(['[a]', '[a][b]', '[c]'])
})

test('templates have names and lines of their own', () => {
  expect(new Set(TEMPLATES.map(({ id }) => id)).size).toBe(TEMPLATES.length)
  for (const { samples } of TEMPLATES) expect(samples.length).toBeGreaterThan(0)
})
