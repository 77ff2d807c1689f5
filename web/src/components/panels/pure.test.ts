import { describe, expect, test } from 'vitest'

import { keysOf } from './keys'
import { areaPath, lineAt, linePath, lonely, points, stretches } from './marks'
import { isEmpty, lineLabel, unitOf, type Answer, type AnswerRow } from './model'
import { lookAt, looksOf } from './palette'
import { scaleOf } from './scale'
import { pressed, sorted } from './sorting'
import { toneOf } from './tones'
import { brief, exact } from './units'
import { withoutFalls } from './whole'

describe('an axis', () => {
  test('ends on round numbers and has 0 on it', () => {
    expect(scaleOf([3, 87])).toEqual({ low: 0, high: 100, ticks: [0, 25, 50, 75, 100] })
    expect(scaleOf([0.31, 0.02], 3).ticks).toEqual([0, 0.2, 0.4])
    expect(scaleOf([-4, 6], 2).ticks).toEqual([-5, 0, 5, 10])
  })

  test('has a height also where there is nothing', () => {
    expect(scaleOf([null, 0]).high).toBe(1)
  })
})

describe('units', () => {
  test('say a number in three figures and in full', () => {
    expect(brief(1_234_567)).toBe('1.2M')
    expect(exact(1_234_567)).toBe('1,234,567')
    expect(brief(0.12345)).toBe('0.123')
    expect(brief(null)).toBe('–')
  })

  test('know time, size, shares and rates', () => {
    expect(brief(1500, 'milliseconds')).toBe('1.5 s')
    expect(brief(0.25, 'milliseconds')).toBe('0.25 ms')
    expect(brief(90, 'seconds')).toBe('1 min 30 s')
    expect(brief(3_400_000, 'bytes')).toBe('3.4 MB')
    expect(brief(0.125, 'percent')).toBe('12.5 %')
    expect(exact(12.5, 'per_second')).toBe('12.5/s')
    expect(brief(-1500, 'bytes')).toBe('−1.5 KB')
  })
})

describe('marks', () => {
  const plot = { left: 0, top: 0, width: 100, height: 100 }
  const scale = { low: 0, high: 10, ticks: [] }

  test('stand on those before them when they are stacked', () => {
    expect(
      points(
        [
          [1, 2],
          [3, null],
        ],
        true,
      ),
    ).toEqual([
      [
        { from: 0, to: 1 },
        { from: 0, to: 2 },
      ],
      [{ from: 1, to: 4 }, null],
    ])
  })

  test('leave a gap where there is nothing', () => {
    const [line = []] = points([[1, 2, null, 4, 5]], false)
    expect(stretches(line)).toEqual([
      [0, 1],
      [3, 4],
    ])
    expect(linePath(line, scale, plot).match(/M/g)).toHaveLength(2)
    expect(areaPath(line, scale, plot).match(/Z/g)).toHaveLength(2)
    expect(lonely(points([[null, 7, null]], false)[0] ?? [])).toEqual([1])
  })

  test('are found by what the pointer is in, or else near to', () => {
    const stacked = points([[5], [5]], true)
    expect(lineAt(stacked, 0, 7, true)).toBe(1)
    expect(lineAt(points([[1], [9]], false), 0, 8, false)).toBe(1)
    expect(lineAt(points([[null]], false), 0, 8, false)).toBe(-1)
  })
})

describe('looks', () => {
  test('differ without their hue', () => {
    const looks = Array.from({ length: 8 }, (_, at) => lookAt(at))
    expect(new Set(looks.map(({ dash }) => dash)).size).toBe(8)
    expect(new Set(looks.map(({ pattern }) => pattern)).size).toBe(8)
    const many = Array.from({ length: 40 }, (_, at) => lookAt(at))
    expect(new Set(many.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(40)
    expect(new Set(many.map(({ colour, pattern }) => `${colour} ${pattern}`)).size).toBe(40)
  })

  test('of levels are those they have everywhere', () => {
    expect(looksOf([['error']], { groups: ['level'] })[0]?.colour).toBe('var(--bar-error)')
    expect(looksOf([['error']], { groups: ['service'] })[0]?.colour).toBe('var(--cat-1)')
  })
})

describe('a table', () => {
  const rows: AnswerRow[] = [
    { keys: ['web10'], numbers: [3] },
    { keys: [null], numbers: [null] },
    { keys: ['web2'], numbers: [7] },
  ]
  test('is sorted by names as people count, and by numbers; what is not there is last', () => {
    const names = (way: boolean) => sorted(rows, { column: 0, down: way }, 1).map(({ keys }) => keys[0])
    expect(names(false)).toEqual(['web2', 'web10', null])
    expect(names(true)).toEqual(['web10', 'web2', null])
    expect(sorted(rows, { column: 1, down: true }, 1).map(({ numbers }) => numbers[0])).toEqual([7, 3, null])
  })

  test('goes back to its own order with the third press', () => {
    const first = pressed(null, 1, 1)
    expect(first).toEqual({ column: 1, down: true })
    const second = pressed(first, 1, 1)
    expect(second).toEqual({ column: 1, down: false })
    expect(pressed(second, 1, 1)).toBeNull()
  })
})

test('the highest threshold that is reached counts', () => {
  const thresholds = [
    { value: 5, colour: 'warning' as const },
    { value: 10, colour: 'critical' as const },
  ]
  expect(toneOf(12, { thresholds })).toBe('critical')
  expect(toneOf(5, { thresholds })).toBe('warning')
  expect(toneOf(4, { thresholds })).toBeUndefined()
  expect(toneOf(null, { thresholds })).toBeUndefined()
})

test('names that come twice get keys of their own', () => {
  expect(keysOf(['a', 'b', 'a'])).toEqual(['a', 'b', 'a\n#1'])
})

test('a line is named by its group, and by its series where there are several', () => {
  const line = { label: 'errors', keys: ['web', null], numbers: [], total: 0 }
  const one = { label: '', q: '', measure: { kind: 'count' as const } }
  expect(lineLabel(line, { series: [one] })).toBe('web · (none)')
  expect(lineLabel(line, { series: [one, one] })).toBe('web · (none) · errors')
  expect(lineLabel({ ...line, keys: [] }, { series: [one] })).toBe('errors')
})

test('an answer without anything is empty, whatever its kind', () => {
  const answer: Answer = { id: 'a', kind: 'line', title: '', error: null, from: '', to: '', elapsed_ms: 0 }
  const line = { label: '', keys: [], total: 0 }
  expect(isEmpty({ ...answer, series: [{ ...line, numbers: [0, null] }] })).toBe(true)
  expect(isEmpty({ ...answer, series: [{ ...line, numbers: [0, 1] }] })).toBe(false)
  expect(isEmpty({ ...answer, kind: 'table', rows: [] })).toBe(true)
  expect(isEmpty({ ...answer, kind: 'heatmap', cells: [] })).toBe(true)
  expect(isEmpty({ ...answer, kind: 'logs', events: [] })).toBe(true)
  expect(isEmpty({ ...answer, kind: 'number', figures: [] })).toBe(true)
  expect(isEmpty({ ...answer, kind: 'text' })).toBe(false)
})

test('a line ends before the part of an interval that would look like a fall, and shows the one that would not', () => {
  const starts = [0, 1, 2, 3, 4].map((minute) => `2026-11-23T09:0${minute}:00Z`)
  const ends = [...starts.slice(1), '2026-11-23T09:04:10Z']
  expect(withoutFalls([[5, 5, 5, 5, 1]], starts, ends, 60)).toEqual([[5, 5, 5, 5, null]])
  expect(withoutFalls([[0, 0, 0, 0, 9]], starts, ends, 60)).toEqual([[0, 0, 0, 0, 9]])
  expect(withoutFalls([[5, 1]], starts.slice(3), ends.slice(3), 60)).toEqual([[5, 1]])
  // Lines of one drawing end together.
  const together = [[5, 5, 5, 5, 1], [0, 0, 0, 0, 9]] // prettier-ignore
  expect(withoutFalls(together, starts, ends, 60)).toEqual(together)
})

test('a share without a unit is a percentage', () => {
  const series = [
    { label: '', q: '', measure: { kind: 'count' as const } },
    { label: '', q: '', measure: { kind: 'count' as const }, of: '' },
  ]
  expect([0, 1].map((at) => unitOf({ unit: '', series }, at))).toEqual(['', 'percent'])
  expect(unitOf({ unit: 'bytes', series }, 1)).toBe('bytes')
})
