import { expect, test } from 'vitest'

import { bytes, compact, count, percent, plural, rate } from './number'

test.each([
  [compact(9_999), '9,999'],
  [compact(1_234_567), '1.2M'],
  [count(1_234_567), '1,234,567'],
  [rate(0), '0'],
  [rate(null), '–'],
  [rate(0.254), '0.25'],
  [rate(3.44), '3.4'],
  [rate(12_345.6), '12,346'],
  [percent(1, 0), '–'],
  [percent(1, 1_000_000), '< 0.01 %'],
  [percent(5, 1000), '0.50 %'],
  [percent(42, 1000), '4.2 %'],
  [percent(42, 100), '42 %'],
  [bytes(0), '0 B'],
  [bytes(1234), '1.2 KB'],
  [bytes(123_456_789), '123 MB'],
  [bytes(1.5e18), '1500 PB'],
  [plural(1, 'log'), '1 log'],
  [plural(1200, 'log'), '1,200 logs'],
])('a figure is written %s', (written, wanted) => expect(written).toBe(wanted))
