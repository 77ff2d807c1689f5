/** Numbers as people read them; the same everywhere. */

const plain = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** 1,234,567 */
export const count = (value: number) => plain.format(value)

/** 1.2M; exact below ten thousand. */
export const compact = (value: number) =>
  Math.abs(value) < 10_000 ? plain.format(value) : short.format(value)

/** A rate of any size in about three digits: 0.25, 3.4, 12,345; a dash while it is not known. */
export const rate = (value: number | null) =>
  value === null
    ? '–'
    : value === 0
      ? '0'
      : value < 1
        ? value.toFixed(2)
        : value < 10
          ? value.toFixed(1)
          : plain.format(Math.round(value))

/** 12.3 %; small shares are never rounded to nothing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  if (part === 0) return '0 %'
  const value = (100 * part) / whole
  if (part > 0 && value < 0.01) return '< 0.01 %'
  return `${value < 1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : Math.round(value)} %`
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** 3.4 MB, in steps of 1,000. */
export function bytes(value: number): string {
  let step = 0
  while (value >= 1000 && step < UNITS.length - 1) {
    value /= 1000
    step += 1
  }
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[step]}`
}

/** "1 log", "2 logs" */
export const plural = (value: number, one: string, many = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`
