/**
 * Times as people see them: zones, formatting, and ranges of time.
 *
 * A bound is written as the API takes it: `now`, `now-15m`, or ISO 8601. Relative bounds stay relative
 * until a search is run, so that a link can mean "the last 15 minutes" or one particular quarter of an hour.
 */

export type TimeRange = { from: string; to: string }
export type Span = { start: number; end: number }

/** `local` is the zone of the browser; everything else is an IANA name. */
export type Zone = string

/** Whatever is kept, however old it is or however early its clock was. */
export const ALL: TimeRange = { from: 'all', to: 'all' }
export const isAll = (range: TimeRange) => range.from === ALL.from

/** Everything that could ever have been sent, late and early clocks included. */
export const ALL_TIME: Span = { start: 0, end: Date.UTC(2100, 0) }

export const DEFAULT_RANGE: TimeRange = { from: 'now-15m', to: 'now' }

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const UNITS: Record<string, number> = {
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  M: 30 * DAY,
  y: 365 * DAY,
}

const RELATIVE = /^now(?:([+-])(\d+)([smhdwMy]))?$/

export const isRelative = (bound: string) => RELATIVE.test(bound)

/** Milliseconds since 1970 for a bound, or null when it cannot be read. */
export function resolveBound(bound: string, now: number): number | null {
  const match = RELATIVE.exec(bound)
  if (match) {
    const [, sign, count, unit] = match
    if (!sign || !unit) return now
    return now + (sign === '-' ? -1 : 1) * Number(count) * (UNITS[unit] ?? 0)
  }
  if (/^\d{9,10}$/.test(bound)) return Number(bound) * 1000
  if (/^\d{12,13}$/.test(bound)) return Number(bound)
  const parsed = Date.parse(bound)
  return Number.isNaN(parsed) ? null : parsed
}

/** Both bounds as moments; what cannot be read falls back to the last 15 minutes. */
export function resolveRange(range: TimeRange, now: number): Span {
  if (isAll(range)) return ALL_TIME
  const start = resolveBound(range.from, now)
  const end = resolveBound(range.to, now)
  if (start === null || end === null || start > end) return { start: now - 15 * MINUTE, end: now }
  return { start, end }
}

/** The same range as absolute times: what a shared link carries. All time is that for everybody. */
export function absoluteRange(range: TimeRange, now: number): TimeRange {
  if (isAll(range)) return range
  const { start, end } = resolveRange(range, now)
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() }
}

export const rangeOf = (start: number, end: number): TimeRange => ({
  from: new Date(start).toISOString(),
  to: new Date(end).toISOString(),
})

// --------------------------------------------------------------------------------------------- zones

export const browserZone = (): Zone => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

export const ianaZone = (zone: Zone): Zone => (zone === 'local' ? browserZone() : zone)

const formats = new Map<string, Intl.DateTimeFormat>()

function partsFormat(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: ianaZone(zone),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}

const offsets = new Map<string, number>()

/** How far the zone is ahead of UTC at that moment, in milliseconds. */
export function zoneOffset(moment: number, zone: Zone): number {
  if (zone === 'UTC') return 0
  // Offsets change on quarters of an hour at most, so one look-up serves every row of a quarter.
  const key = `${zone} ${Math.floor(moment / (15 * MINUTE))}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const part: Record<string, number> = {}
  for (const { type, value } of partsFormat(zone).formatToParts(moment)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  const offset = wall - Math.floor(moment / SECOND) * SECOND
  if (offsets.size > 5000) offsets.clear()
  offsets.set(key, offset)
  return offset
}

/** The moment at which clocks of the zone show these figures. */
export function fromWall(wall: number, zone: Zone): number {
  const guess = wall - zoneOffset(wall, zone)
  return wall - zoneOffset(guess, zone)
}

/** What clocks of the zone show, as if it were UTC. */
export const toWall = (moment: number, zone: Zone) => moment + zoneOffset(moment, zone)

export const startOfDay = (moment: number, zone: Zone) =>
  fromWall(Math.floor(toWall(moment, zone) / DAY) * DAY, zone)

/** `UTC`, `UTC+2` or `UTC+5:30`. */
export function zoneLabel(zone: Zone, moment: number): string {
  const minutes = Math.round(zoneOffset(moment, zone) / MINUTE)
  if (minutes === 0) return 'UTC'
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

// --------------------------------------------------------------------------------------------- formatting

/** `2026-11-23 14:05:01.123`: every digit that the event has, in the zone. */
export function formatTimestamp(iso: string, zone: Zone): string {
  const moment = Date.parse(iso)
  if (Number.isNaN(moment)) return iso
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '000'
  return `${formatSecond(moment, zone)}.${fraction}`
}

/** `2026-11-23 14:05:01` */
export function formatSecond(moment: number, zone: Zone): string {
  return new Date(toWall(moment, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** `14:05:01.123`, for rows where the day is said elsewhere. */
export const formatClock = (iso: string, zone: Zone) => formatTimestamp(iso, zone).slice(11)

/** What an axis says at a moment: as much as tells it from the others of the span, and the year where there are several. */
export function tickLabel(moment: number, { start, end }: Span, step: number, zone: Zone): string {
  const text = formatSecond(moment, zone)
  if (end - start <= 1.5 * DAY) return text.slice(11, step < 60 ? 19 : 16)
  return ofYears({ start, end }, zone) ? text.slice(0, 10) : text.slice(5, 16)
}

/** How much a row of the span says of its time: the clock's part, the day before it, or the year as well. */
export type RowTime = 'clock' | 'day' | 'year'
const BEGINS: Record<RowTime, number> = { clock: 11, day: 5, year: 0 }

export const rowTime = (span: Span, zone: Zone): RowTime =>
  span.end - span.start <= DAY ? 'clock' : ofYears(span, zone) ? 'year' : 'day'

/** Rows show milliseconds; every digit is in the panel. */
export const formatRow = (iso: string, zone: Zone, says: RowTime) =>
  formatTimestamp(iso, zone).slice(BEGINS[says], 23)

const ofYears = ({ start, end }: Span, zone: Zone) =>
  end - start >= 60 * DAY && formatSecond(start, zone).slice(0, 4) !== formatSecond(end, zone).slice(0, 4)

const LONG: Record<string, string> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
  y: 'year',
}

/** What a button says about a range: `Last 15 minutes`, `All time`, or both ends. */
export function rangeLabel(range: TimeRange, zone: Zone, now = Date.now()): string {
  if (isAll(range)) return 'All time'
  const match = RELATIVE.exec(range.from)
  if (range.to === 'now' && match?.[1] === '-' && match[3]) {
    const unit = LONG[match[3]] ?? ''
    const count = Number(match[2])
    return count === 1 ? `Last ${unit}` : `Last ${count} ${unit}s`
  }
  const { start, end } = resolveRange(range, now)
  return spanLabel({ start, end }, zone)
}

/** `2026-11-23 14:00:00 → 14:15:00`; the second day is only said when it is another one. */
export function spanLabel({ start, end }: Span, zone: Zone): string {
  const first = formatSecond(start, zone)
  const last = formatSecond(end, zone)
  return `${first} → ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last}`
}

/** `340 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h` */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`
  const two = (big: number, bigUnit: string, small: number, smallUnit: string) => {
    let whole = Math.floor(ms / big)
    let rest = Math.round((ms % big) / small)
    if (rest * small === big) [whole, rest] = [whole + 1, 0]
    return rest ? `${whole} ${bigUnit} ${rest} ${smallUnit}` : `${whole} ${bigUnit}`
  }
  if (ms < HOUR) return two(MINUTE, 'min', SECOND, 's')
  if (ms < DAY) return two(HOUR, 'h', MINUTE, 'min')
  return two(DAY, 'd', HOUR, 'h')
}

/** `5 minutes ago`, `in 2 hours`, `just now` */
export function timeAgo(moment: number, now = Date.now()): string {
  const distance = Math.abs(now - moment)
  if (distance < 10 * SECOND) return 'just now'
  const steps: [number, string][] = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
    [SECOND, 'second'],
  ]
  const [size, unit] = steps.find(([step]) => distance >= step) ?? [SECOND, 'second']
  const count = Math.floor(distance / size)
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`
  return moment > now ? `in ${words}` : `${words} ago`
}

const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
  1209600, 2592000,
]

/** The round step, in seconds, that cuts a span into at most `most` buckets. */
export function niceStep({ start, end }: Span, most: number): number {
  const wanted = Math.max(1, (end - start) / 1000 / Math.max(1, most))
  return STEPS.find((step) => step >= wanted) ?? Math.ceil(wanted / 2592000) * 2592000
}
