import type { Numbers } from './model'

/**
 * The numbers of whole intervals. The first and the last are often cut by the range, and a line through them would
 * fall where nothing fell; bars show them, for a bar is only of itself.
 */
export function wholeOnly(
  numbers: Numbers,
  starts: readonly string[],
  ends: readonly string[],
  step: number,
): Numbers {
  if (numbers.length < 5) return numbers
  const cut = (at: number) => Date.parse(ends[at] ?? '') - Date.parse(starts[at] ?? '') < 0.95 * step * 1000
  return numbers.map((number, at) => ((at === 0 || at === numbers.length - 1) && cut(at) ? null : number))
}
