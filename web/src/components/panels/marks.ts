import { share, type Scale } from './scale'

/** One value of one line, with what lies below it. */
export interface Point {
  from: number
  to: number
}

export interface Plot {
  left: number
  top: number
  width: number
  height: number
}

type Values = readonly (readonly (number | null)[])[]

/** Where each value begins and ends: on the ground, or on those before it. Null where there is nothing. */
export function points(lines: Values, stacked: boolean): (Point | null)[][] {
  const below: number[] = []
  return lines.map((values) =>
    values.map((value, at) => {
      if (value === null) return null
      if (!stacked) return { from: 0, to: value }
      const from = below[at] ?? 0
      below[at] = from + value
      return { from, to: from + value }
    }),
  )
}

export const heights = (lines: (Point | null)[][]) => lines.flat().map((point) => point?.to ?? null)

export const yOf = (value: number, scale: Scale, plot: Plot) =>
  plot.top + plot.height * (1 - share(value, scale))

export const middleOf = (at: number, count: number, plot: Plot) =>
  plot.left + ((at + 0.5) / Math.max(1, count)) * plot.width

/** The stretches in which there are values, as places from and to. */
export function stretches(line: readonly (Point | null)[]): [number, number][] {
  const found: [number, number][] = []
  line.forEach((point, at) => {
    if (!point) return
    const last = found.at(-1)
    if (last && last[1] === at - 1) last[1] = at
    else found.push([at, at])
  })
  return found
}

/** The path along the tops. */
export function linePath(line: readonly (Point | null)[], scale: Scale, plot: Plot): string {
  return stretches(line)
    .filter(([first, last]) => last > first)
    .map(([first, last]) => `M${along(line, first, last, 'to', scale, plot).join('L')}`)
    .join('')
}

/** The path around the area between tops and grounds. */
export function areaPath(line: readonly (Point | null)[], scale: Scale, plot: Plot): string {
  return stretches(line)
    .filter(([first, last]) => last > first)
    .map(([first, last]) => {
      const tops = along(line, first, last, 'to', scale, plot)
      const grounds = along(line, first, last, 'from', scale, plot).reverse()
      return `M${[...tops, ...grounds].join('L')}Z`
    })
    .join('')
}

/** Values that stand alone: a path would not show them. */
export const lonely = (line: readonly (Point | null)[]) =>
  stretches(line).flatMap(([first, last]) => (first === last ? [first] : []))

function along(
  line: readonly (Point | null)[],
  first: number,
  last: number,
  end: 'from' | 'to',
  scale: Scale,
  plot: Plot,
): string[] {
  const path: string[] = []
  for (let at = first; at <= last; at += 1) {
    const x = middleOf(at, line.length, plot)
    path.push(`${x.toFixed(1)} ${yOf(line[at]?.[end] ?? 0, scale, plot).toFixed(1)}`)
  }
  return path
}

/** Which line a pointer at this height means: the one it is in (stacked), or the nearest. */
export function lineAt(lines: (Point | null)[][], at: number, value: number, stacked: boolean): number {
  let best = -1
  let distance = Infinity
  lines.forEach((line, index) => {
    const point = line[at]
    if (!point) return
    const inside = stacked && value >= point.from && value <= point.to && point.to > point.from
    const away = inside ? -1 : Math.abs(point.to - value)
    if (away < distance) [best, distance] = [index, away]
  })
  return best
}
