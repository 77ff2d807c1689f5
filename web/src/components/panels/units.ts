import { bytes, compact, count } from '@/lib/number'
import { formatDuration } from '@/lib/time'

export const UNITS = [
  { value: '', label: 'Plain number' },
  { value: 'percent', label: 'Percent' },
  { value: 'bytes', label: 'Bytes' },
  { value: 'milliseconds', label: 'Milliseconds' },
  { value: 'seconds', label: 'Seconds' },
  { value: 'per_second', label: 'Per second' },
] as const

const decimals = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const full = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

const signed = (value: number, way: (value: number) => string) => (value < 0 ? `−${way(-value)}` : way(value))
const short = (value: number) =>
  Number.isInteger(value) || Math.abs(value) >= 1000 ? compact(Math.round(value)) : decimals.format(value)
const long = (value: number) => (Number.isInteger(value) ? count(value) : full.format(value))

const time = (ms: number) =>
  ms !== 0 && Math.abs(ms) < 10 ? `${decimals.format(ms)} ms` : signed(ms, formatDuration)

const ways: Record<string, (value: number) => string> = {
  percent: (value) => `${decimals.format(value * 100)} %`,
  bytes: (value) => signed(value, bytes),
  milliseconds: time,
  seconds: (value) => time(value * 1000),
}

/** In about three figures, for axes and large numbers; a dash where there is nothing. */
export const brief = (value: number | null | undefined, unit = '') => written(value, unit, short)

/** Every figure, for tips and tables. */
export const exact = (value: number | null | undefined, unit = '') => written(value, unit, long)

function written(value: number | null | undefined, unit: string, plain: (value: number) => string): string {
  if (value === null || value === undefined) return '–'
  const way = ways[unit]
  if (way) return way(value)
  return unit === 'per_second' ? `${plain(value)}/s` : plain(value)
}
