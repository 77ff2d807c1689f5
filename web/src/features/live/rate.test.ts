import { expect, it } from 'vitest'

import { Rate } from './rate'

it('counts what came within the window and forgets the rest', () => {
  const rate = new Rate(2_000)
  rate.add(100, 0)
  rate.add(100, 1_000)
  expect(rate.perSecond(1_000)).toBe(100)
  expect(rate.perSecond(2_500)).toBe(50)
  expect(rate.perSecond(9_000)).toBe(0)
})
