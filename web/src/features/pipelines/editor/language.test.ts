import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { describe, expect, test } from 'vitest'

import type { Reference } from '../model'
import { completions } from './complete'
import { patternAt, placeOf, withoutTexts } from './language'

const REFERENCE: Reference = {
  filters: [
    {
      name: 'mutate',
      summary: 'Changes fields',
      options: [
        { name: 'rename', kind: 'hash', required: false, default: null, one_of: [] },
        { name: 'copy', kind: 'hash', required: true, default: '{}', one_of: [] },
        { name: 'mode', kind: 'string', required: false, default: null, one_of: ['fast', 'slow'] },
      ],
    },
  ],
  everywhere: [{ name: 'add_tag', kind: 'array', required: false, default: null, one_of: [] }],
  refused: [{ name: 'ruby', instead: 'mutate' }],
  patterns: ['IP', 'WORD'],
}

describe('where one is', () => {
  test.each([
    ['', 'text'],
    ['filter {\n  ', 'filter'],
    ['filter { if [a] == "x" {\n ', 'filter'],
    ['filter { if [a] { } else {\n ', 'filter'],
    ['filter { mutate { add_tag => ["x"] } ', 'filter'],
    ['filter { grok { match => { "message" => "%{WO', 'pattern'],
    ['filter { if [ser', 'field'],
    ['filter { mutate { rename => { ', 'text'],
    ['filter { # mutate {\n ', 'filter'],
  ])('after %j it is %s', (before, kind) => expect(placeOf(before).kind).toBe(kind))

  test('in a filter its settings are wanted', () => {
    expect(placeOf('filter { mutate { ')).toEqual({ kind: 'setting', plugin: 'mutate' })
    expect(placeOf('filter { mutate { rename => { "a" => "b" } ')).toEqual({
      kind: 'setting',
      plugin: 'mutate',
    })
  })

  test('what stands in strings and comments opens nothing', () =>
    expect(withoutTexts('a "{" # {\n b')).toBe('a        \n b'))
})

describe('the pattern that the cursor is in', () => {
  const text = 'filter { grok { match => { "message" => "^%{IP:ip} x" } } }'

  test('is found with its ends', () => {
    const found = patternAt(text, text.indexOf('IP'))
    expect(found?.text).toBe('^%{IP:ip} x')
    expect(text.slice(found?.from, found?.to)).toBe('^%{IP:ip} x')
  })

  test('is none in a string without names, nor outside', () => {
    expect(patternAt(text, text.indexOf('message'))).toBeNull()
    expect(patternAt(text, 2)).toBeNull()
  })
})

describe('completion', () => {
  const offered = (before: string, explicit = true) => {
    const state = EditorState.create({ doc: before })
    const source = completions(
      () => REFERENCE,
      () => ['[service]', '[service][name]'],
    )
    return source(new CompletionContext(state, before.length, explicit))
  }
  const names = (before: string, explicit?: boolean) =>
    offered(before, explicit)?.options.map(({ label }) => label)

  test('offers filters, settings, pattern names and the fields of the samples', () => {
    expect(names('filter { mu', false)).toEqual(['mutate', 'if', 'else'])
    expect(names('filter { mutate { re', false)).toEqual(['rename', 'copy', 'mode', 'add_tag'])
    expect(names('filter { grok { match => { "m" => "%{', false)).toEqual(['IP', 'WORD'])
    expect(names('filter { if [', false)).toEqual(['[service]', '[service][name]'])
    expect(names('')).toEqual(['filter'])
  })

  test('writes a setting with a value of its kind', () =>
    expect(offered('filter { mutate { ')?.options.map(({ apply }) => apply)).toEqual([
      'rename => { "" => "" }',
      'copy => { "" => "" }',
      'mode => "fast"',
      'add_tag => [""]',
    ]))

  test('is silent where nothing was begun, and before the reference is there', () => {
    expect(offered('filter { mutate { ', false)).toBeNull()
    const state = EditorState.create({ doc: 'x' })
    const source = completions(
      () => undefined,
      () => [],
    )
    expect(source(new CompletionContext(state, 1, true))).toBeNull()
  })
})
