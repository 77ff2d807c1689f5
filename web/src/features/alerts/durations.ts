/** Lengths of time as rules write them: `90s`, `5m`, `1h30m`, `7d`. */

const UNITS: Record<string, number> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 }

/** Seconds, or null when the text is no length of time. */
export function readDuration(text: string): number | null {
  const plain = text.replace(/\s+/g, '')
  if (plain === '0') return 0
  if (!/^(\d{1,9}[wdhms])+$/.test(plain)) return null
  return [...plain.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as string]!,
    0,
  )
}

/** The spelling in one unit: `90s`, `5m`, `36h`. */
export function durationText(seconds: number): string {
  if (seconds === 0) return '0s'
  const unit = ['d', 'h', 'm', 's'].find((each) => seconds % UNITS[each]! === 0) ?? 's'
  return `${seconds / UNITS[unit]!}${unit}`
}

const HOUR_MS = 3_600_000

/** The moment so many hours from now, as the API takes it. */
export const hoursFromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()
