import { expect, test } from 'vitest'

import { mistakeOf } from './editor/mistake'
import { slug } from './exporting'
import { readFile } from './importing'
import { inForce, refreshWords } from './model'
import { asKind, blank, duplicate, freeId, replace, without } from './panels'
import { chosenOf, choicesOf } from './place'

const PANELS = [
  { ...blank([]), id: 'p1', title: 'Errors', layout: { x: 0, y: 0, w: 6, h: 4 } },
  { ...blank([]), id: 'p2', layout: { x: 6, y: 0, w: 6, h: 4 } },
]

test('a new panel has an id that is free, and stands below', () => {
  expect(freeId(PANELS)).toBe('p3')
  expect(blank(PANELS).layout.y).toBe(4)
})

test('a copy stands beside its original where there is room, and else below', () => {
  const [, , copy] = duplicate(PANELS, 'p1')
  expect(copy).toMatchObject({ id: 'p3', title: 'Errors (copy)', layout: { x: 6, y: 0 } })
  expect(duplicate(PANELS, 'p2').at(-1)?.layout).toMatchObject({ x: 6, y: 4 })
  expect(duplicate(PANELS, 'nobody')).toHaveLength(2)
})

test('what is removed leaves no hole', () => {
  const below = { ...blank(PANELS), id: 'p3', layout: { x: 0, y: 4, w: 6, h: 4 } }
  expect(without([...PANELS, below], 'p1').find(({ id }) => id === 'p3')?.layout.y).toBe(0)
})

test('a changed panel takes its own place, a new one a free one', () => {
  expect(replace(PANELS, { ...PANELS[0]!, title: 'Other' })[0]?.title).toBe('Other')
  expect(replace(PANELS, { ...blank(PANELS), id: 'p9' })).toHaveLength(3)
})

test('another kind gets what it cannot do without, and loses what it cannot have', () => {
  const two = { ...blank([]), series: [blank([]).series[0]!, blank([]).series[0]!], groups: ['a', 'b'] }
  expect(asKind(blank([]), 'pie').groups).toEqual(['service'])
  expect(asKind(two, 'heatmap')).toMatchObject({ groups: ['a'], series: [two.series[0]] })
  expect(asKind(two, 'bar').over).toBe('time')
})

test('a panel says what it still needs', () => {
  const panel = blank([])
  expect(mistakeOf(panel)).toBeNull()
  expect(mistakeOf({ ...panel, kind: 'text', series: [] })).toBeNull()
  expect(mistakeOf({ ...panel, kind: 'pie' })).toMatch(/values are shown/)
  expect(mistakeOf({ ...panel, kind: 'bar', over: 'groups' })).toMatch(/bars stand for/)
  expect(mistakeOf({ ...panel, series: [{ label: '', q: '', measure: { kind: 'sum' } }] })).toMatch(
    /whose sum/,
  )
})

test('choices go to the address and back; none chosen is all', () => {
  const chosen = { service: ['web', 'a:b'], host: [] }
  expect(chosenOf(choicesOf(chosen))).toEqual(chosen)
  const variable = {
    name: 'env',
    label: '',
    field: 'environment',
    values: [],
    default: ['live'],
    multiple: true,
  }
  expect(inForce([variable], {})).toEqual({ env: ['live'] })
  expect(inForce([variable], { env: [], gone: ['x'] })).toEqual({ env: [] })
})

test('words and names', () => {
  expect([0, 10, 60, 300, 3600].map(refreshWords)).toEqual([
    'No refresh',
    'Every 10 s',
    'Every minute',
    'Every 5 min',
    'Every hour',
  ])
  expect(slug('Web server: „live“')).toBe('web-server-live')
  expect(slug('!')).toBe('dashboard')
})

test('a file that is no JSON is refused with its name', async () => {
  const file = (text: string) =>
    ({ name: 'a.json', size: text.length, text: () => Promise.resolve(text) }) as File
  await expect(readFile(file('{"a": 1}'))).resolves.toEqual({ a: 1 })
  await expect(readFile(file('no'))).rejects.toThrow('a.json is no JSON file.')
  await expect(readFile({ ...file(''), size: 6e6 } as File)).rejects.toThrow('too large')
})
