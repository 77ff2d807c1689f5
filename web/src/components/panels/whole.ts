import type { Numbers } from './model'

/**
 * Lines without what only looks like a fall. The first and the last interval are often cut by the range, and a line
 * through the little that is in them would fall where nothing fell. Where there is as much in them as beside them, they
 * stay: that is news. Bars show them always, for a bar is only of itself.
 */
export function withoutFalls(
  lines: readonly Numbers[],
  starts: readonly string[],
  ends: readonly string[],
  step: number,
): Numbers[] {
  const last = starts.length - 1
  const isCut = (at: number) => Date.parse(ends[at] ?? '') - Date.parse(starts[at] ?? '') < 0.95 * step * 1000
  const sum = (at: number) => lines.reduce((all, numbers) => all + (numbers[at] ?? 0), 0)
  const falls = (at: number, beside: number) => last >= 4 && isCut(at) && sum(at) < sum(beside)
  const [first, end] = [falls(0, 1), falls(last, last - 1)]
  return lines.map((numbers) =>
    numbers.map((number, at) => ((at === 0 && first) || (at === last && end) ? null : number)),
  )
}
