/** Where panels are on the grid: pure, so that a drag can be tried out before it is done. */

import type { Layout } from '@/components/panels'

export const COLUMNS = 12
/** From one row to the next, the gap between panels included. */
export const ROW = 40
export const GAP = 10

export interface Placed {
  id: string
  layout: Layout
}

const collide = (a: Layout, b: Layout) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

/** From the first to the last as one reads: what a phone shows, and the order of the Tab key. */
export const reading = <T extends Placed>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x)

export const bottom = (items: readonly Placed[]) =>
  items.reduce((lowest, { layout }) => Math.max(lowest, layout.y + layout.h), 0)

/** The nearest place and size that the grid has. */
export function within({ x, y, w, h }: Layout): Layout {
  const width = Math.max(2, Math.min(COLUMNS, Math.round(w)))
  return {
    w: width,
    h: Math.max(2, Math.min(100, Math.round(h))),
    x: Math.max(0, Math.min(COLUMNS - width, Math.round(x))),
    y: Math.max(0, Math.round(y)),
  }
}

/** Everything as high as it can be. The held one takes its place before the others, which make room for it. */
export function settle<T extends Placed>(items: readonly T[], heldId?: string): T[] {
  const held = items.find(({ id }) => id === heldId)
  const others: T[] = []
  for (const item of reading(items.filter((each) => each !== held))) {
    others.push({ ...item, layout: risen(item.layout, others, held?.layout) })
  }
  if (!held) return inOrderOf(items, others)
  const over = others.filter(({ layout }) => layout.y < held.layout.y)
  const settled: T[] = [{ ...held, layout: risen(held.layout, over) }]
  for (const item of reading(others)) settled.push({ ...item, layout: risen(item.layout, settled) })
  return inOrderOf(items, settled)
}

/** As high as it can be beside the others; past the held one where there is room above it, else below it. */
function risen(layout: Layout, others: readonly Placed[], held?: Layout): Layout {
  const free = (y: number) => !others.some((other) => collide({ ...layout, y }, other.layout))
  const clear = (y: number) => !held || !collide({ ...layout, y }, held)
  let lowest = layout.y
  while (!free(lowest)) lowest += 1
  let best = clear(lowest) ? lowest : undefined
  for (let y = lowest - 1; y >= 0 && free(y); y -= 1) if (clear(y)) best = y
  if (best === undefined) {
    best = lowest
    while (!free(best) || !clear(best)) best += 1
  }
  return { ...layout, y: best }
}

/** What moves on the screen must not move in the document. */
const inOrderOf = <T extends Placed>(as: readonly T[], items: readonly T[]) =>
  as.flatMap(({ id }) => items.find((item) => item.id === id) ?? [])

/** One panel has another place or size; the others make room. */
export const put = <T extends Placed>(items: readonly T[], id: string, layout: Layout): T[] =>
  settle(
    items.map((item) => (item.id === id ? { ...item, layout: within(layout) } : item)),
    id,
  )

export type Step = 'left' | 'right' | 'up' | 'down'

/** As far in that direction as makes a difference: one column, or past the next panel. */
export function nudge<T extends Placed>(items: readonly T[], id: string, step: Step): T[] {
  const from = items.find((item) => item.id === id)?.layout
  if (!from) return [...items]
  const [dx, dy] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[step] as [number, number]
  for (let times = 1; times <= 100; times += 1) {
    const moved = put(items, id, { ...from, x: from.x + dx * times, y: from.y + dy * times })
    const to = moved.find((item) => item.id === id)?.layout
    if (to && (to.x !== from.x || to.y !== from.y)) return moved
    if (dx) break
  }
  return [...items]
}

/** One column or one row more or less. */
export function stretch<T extends Placed>(items: readonly T[], id: string, step: Step): T[] {
  const from = items.find((item) => item.id === id)?.layout
  if (!from) return [...items]
  const [dw, dh] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[step] as [number, number]
  return put(items, id, { ...from, w: Math.min(from.w + dw, COLUMNS - from.x), h: from.h + dh })
}
