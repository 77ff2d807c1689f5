/** A number axis: its ends, and where its lines are. */
export interface Scale {
  low: number
  high: number
  ticks: number[]
}

const niceStep = (wanted: number) => {
  const power = 10 ** Math.floor(Math.log10(wanted))
  return (([1, 2, 2.5, 5, 10] as const).find((step) => step * power >= wanted * 0.999) ?? 10) * power
}

/** An axis that holds the values, with about so many lines. It holds 0 too: heights that begin elsewhere mislead. */
export function scaleOf(values: Iterable<number | null>, lines = 4): Scale {
  let [low, high] = [0, 0]
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low === high) high = 1
  const step = niceStep((high - low) / Math.max(1, lines))
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => round((first + at) * step))
  return { low: first * step, high: last * step, ticks }
}

/** 0.30000000000000004 is 0.3. */
const round = (value: number) => Number(value.toPrecision(12))

export const share = (value: number, { low, high }: Scale) => (value - low) / (high - low)
