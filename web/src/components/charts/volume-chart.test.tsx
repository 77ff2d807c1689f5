import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'

import type { Bucket } from '@/lib/model'

import { VolumeChart } from './volume-chart'
import { niceTop } from './volume-parts'

const BUCKETS: Bucket[] = [
  { start: '2026-01-01T00:00:00Z', counts: { info: 8, error: 2 } },
  { start: '2026-01-01T00:01:00Z', counts: {} },
  { start: '2026-01-01T00:02:00Z', counts: { '': 1, critical: 1 } },
]
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))

// 640 px wide (see setup), 40 of them for the scale: each of the three buckets has 200.
const middleOf = (bucket: number) => ({ clientX: 40 + 200 * bucket + 100, button: 0 })

const show = () => {
  const onSelect = vi.fn()
  const onBucket = vi.fn()
  render(<VolumeChart buckets={BUCKETS} step={60} onSelect={onSelect} onBucket={onBucket} />)
  return { chart: screen.getByRole('application'), onSelect, onBucket }
}

test.each([
  [0, 1],
  [3, 5],
  [10, 10],
  [51, 100],
  [1200, 2000],
])('a highest bar of %d gives a scale up to %d', (highest, top) => expect(niceTop(highest)).toBe(top))

test('its name says how many logs there are', () => {
  const { chart } = show()
  expect(chart).toHaveAccessibleName(/12 in 3 intervals/)
})

test('each level that a bucket has is a bar', () => {
  const { chart } = show()
  expect(chart.querySelectorAll('svg > g > rect[fill^="var(--bar"]')).toHaveLength(4)
})

test('a column too low for its levels shows the commonest of them', () => {
  const buckets: Bucket[] = [
    { start: '2026-01-01T00:00:00Z', counts: { info: 100_000 } },
    { start: '2026-01-01T00:01:00Z', counts: { info: 90, error: 10 } },
  ]
  const { container } = render(<VolumeChart buckets={buckets} step={60} />)
  const low = container.querySelectorAll('[data-total="100"] rect')
  expect([...low].map((bar) => bar.getAttribute('fill'))).toEqual(['var(--bar-info)'])
})

test('a level that is switched off is not counted', () => {
  render(<VolumeChart buckets={BUCKETS} step={60} hidden={new Set(['info'])} />)
  expect(screen.getByRole('img')).toHaveAccessibleName(/4 in 3 intervals/)
})

test('a click narrows to one bucket', () => {
  const { chart, onBucket } = show()
  fireEvent.pointerDown(chart, middleOf(2))
  fireEvent.pointerUp(chart, middleOf(2))
  expect(onBucket).toHaveBeenCalledWith(at(2), at(3))
})

test('a drag selects whole buckets, in either direction', () => {
  const { chart, onSelect } = show()
  fireEvent.pointerDown(chart, middleOf(2))
  fireEvent.pointerMove(chart, middleOf(0))
  fireEvent.pointerUp(chart, middleOf(0))
  expect(onSelect).toHaveBeenCalledWith(at(0), at(3))
})

test('pointing at a bucket shows its figures', () => {
  const { chart } = show()
  fireEvent.pointerMove(chart, middleOf(0))
  expect(screen.getByText('error').parentElement).toHaveTextContent('error2')
  fireEvent.pointerLeave(chart)
  expect(screen.queryByText('error')).toBeNull()
})

test('the arrow keys walk, Shift selects, Enter narrows, Escape lets go', () => {
  const { chart, onBucket, onSelect } = show()
  fireEvent.keyDown(chart, { key: 'ArrowRight' })
  fireEvent.keyDown(chart, { key: 'Enter' })
  expect(onBucket).toHaveBeenCalledWith(at(0), at(1))
  fireEvent.keyDown(chart, { key: 'ArrowRight', shiftKey: true })
  fireEvent.keyDown(chart, { key: 'Enter' })
  expect(onSelect).toHaveBeenCalledWith(at(0), at(2))
  fireEvent.keyDown(chart, { key: 'Escape' })
  fireEvent.keyDown(chart, { key: 'Enter' })
  expect(onBucket).toHaveBeenCalledTimes(1)
})
