import { expect, it } from 'vitest'

import { clampWidth, moveColumn, recallWidths, rememberWidths, toggleColumn, widthOf } from './columns'

it('a new column goes before the message, and again is taken away', () => {
  expect(toggleColumn(['service', 'message'], 'host')).toEqual(['service', 'host', 'message'])
  expect(toggleColumn(['service', 'host', 'message'], 'host')).toEqual(['service', 'message'])
  expect(toggleColumn(['service'], 'host')).toEqual(['service', 'host'])
})

it('a column is moved to a place, within the ends', () => {
  expect(moveColumn(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(moveColumn(['a', 'b', 'c'], 'c', -5)).toEqual(['c', 'a', 'b'])
  expect(moveColumn(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a'])
})

it('widths have bounds and are remembered', () => {
  expect(clampWidth(3)).toBe(56)
  expect(clampWidth(99_999)).toBe(1200)
  rememberWidths({ host: 200 })
  expect(recallWidths()).toEqual({ host: 200 })
  expect(widthOf('host', recallWidths())).toBe(200)
  localStorage.setItem('elk.explorer.widths', '{"host":"x"')
  expect(recallWidths()).toEqual({})
})
