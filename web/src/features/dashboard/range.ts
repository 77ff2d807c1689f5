export const RANGES = [
  { value: '15m', label: 'Last 15 minutes' },
  { value: '1h', label: 'Last hour' },
  { value: '6h', label: 'Last 6 hours' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
] as const

export type Range = (typeof RANGES)[number]['value']

const UNIT = { m: 60_000, h: 3_600_000, d: 86_400_000 }

export const rangeMs = (range: Range) =>
  Number(range.slice(0, -1)) * UNIT[range.slice(-1) as keyof typeof UNIT]

/** "the 24 hours before", for trends. */
export const before = (range: Range) =>
  `the ${(RANGES.find(({ value }) => value === range)?.label ?? '').replace('Last ', '')} before`

export interface Span {
  from: string
  to: string
}

/** The same moments for every panel and every link, so that all numbers on the page agree. */
export const spanOf = (range: Range, now: number): Span => ({
  from: new Date(now - rangeMs(range)).toISOString(),
  to: new Date(now).toISOString(),
})

export const REFRESHES = [
  { value: '0', label: 'No refresh' },
  { value: '5', label: 'Every 5 s' },
  { value: '10', label: 'Every 10 s' },
  { value: '60', label: 'Every minute' },
] as const

export type Refresh = (typeof REFRESHES)[number]['value']
