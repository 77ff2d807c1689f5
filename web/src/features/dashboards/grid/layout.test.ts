import { describe, expect, test } from 'vitest'

import { bottom, nudge, put, reading, settle, stretch, within, type Placed } from './layout'

const at = (id: string, x: number, y: number, w: number, h: number): Placed => ({
  id,
  layout: { x, y, w, h },
})
const places = (items: Placed[]) =>
  Object.fromEntries(items.map(({ id, layout: { x, y, w, h } }) => [id, [x, y, w, h].join(' ')]))

const TWO = [at('a', 0, 0, 6, 4), at('b', 0, 4, 6, 3)]

describe('the grid', () => {
  test('has no holes: everything is as high as it can be', () => {
    expect(places(settle([at('a', 0, 3, 6, 4), at('b', 6, 9, 6, 2), at('c', 0, 20, 12, 2)]))).toEqual({
      a: '0 0 6 4',
      b: '6 0 6 2',
      c: '0 4 12 2',
    })
  })

  test('lets nothing overlap, and keeps the order of the document', () => {
    const settled = settle([at('b', 0, 0, 6, 3), at('a', 0, 0, 6, 4)])
    expect(settled.map(({ id }) => id)).toEqual(['b', 'a'])
    expect(places(settled)).toEqual({ b: '0 0 6 3', a: '0 3 6 4' })
  })

  test('a panel that is put upon another takes its place', () => {
    expect(places(put(TWO, 'b', { x: 0, y: 0, w: 6, h: 3 }))).toEqual({ b: '0 0 6 3', a: '0 3 6 4' })
  })

  test('a panel that is put below another lets it rise', () => {
    expect(places(put(TWO, 'a', { x: 0, y: 6, w: 6, h: 4 }))).toEqual({ b: '0 0 6 3', a: '0 3 6 4' })
  })

  test('a wider panel pushes what is in its way', () => {
    const row = [at('a', 0, 0, 6, 4), at('b', 6, 0, 6, 4)]
    expect(places(put(row, 'a', { x: 0, y: 0, w: 8, h: 4 }))).toEqual({ a: '0 0 8 4', b: '6 4 6 4' })
  })

  test('keeps panels within its twelve columns, and not too small', () => {
    expect(within({ x: 11, y: -3, w: 4, h: 1 })).toEqual({ x: 8, y: 0, w: 4, h: 2 })
    expect(within({ x: 0, y: 0, w: 40, h: 400 })).toEqual({ x: 0, y: 0, w: 12, h: 100 })
  })

  test('is read from the left to the right and down', () => {
    expect(
      reading([at('c', 0, 4, 1, 1), at('b', 6, 0, 1, 1), at('a', 0, 0, 1, 1)]).map(({ id }) => id),
    ).toEqual(['a', 'b', 'c'])
    expect(bottom(TWO)).toBe(7)
  })
})

describe('with the keys', () => {
  test('a panel goes past the next, and back', () => {
    const down = nudge(TWO, 'a', 'down')
    expect(places(down)).toEqual({ b: '0 0 6 3', a: '0 3 6 4' })
    expect(places(nudge(down, 'a', 'up'))).toEqual(places(TWO))
    expect(places(nudge(TWO, 'b', 'right')).b).toBe('1 4 6 3')
  })

  test('what cannot go any further stays', () => {
    expect(places(nudge(TWO, 'a', 'left'))).toEqual(places(TWO))
    expect(places(nudge(TWO, 'b', 'down'))).toEqual(places(TWO))
    expect(nudge(TWO, 'nobody', 'up')).toEqual(TWO)
    expect(stretch(TWO, 'nobody', 'up')).toEqual(TWO)
  })

  test('a panel becomes wider, narrower, higher and lower', () => {
    expect(places(stretch(TWO, 'a', 'right')).a).toBe('0 0 7 4')
    expect(places(stretch(TWO, 'a', 'left')).a).toBe('0 0 5 4')
    expect(places(stretch(TWO, 'a', 'down'))).toEqual({ a: '0 0 6 5', b: '0 5 6 3' })
    expect(places(stretch(TWO, 'a', 'up')).b).toBe('0 3 6 3')
  })
})
