/** Reads one moment as logs write it. */

import { DAY, MINUTE, SECOND, fromWall, toWall } from '@/lib/time'
import type { Zone } from '@/lib/time'

/** `precision` is the length of what was named: a day, a minute, a second. */
export type Moment = { at: number; precision: number }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const NAME = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?'
const CLOCK = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,:](\\d{1,9}))?)?(?: ?([ap])\\.?m\\.?)?'
const OFFSET = '(?: ?(z|utc|gmt|[+-]\\d{2}(?::?\\d{2})?)(?![\\w:]))?'

type Shape = { pattern: string; order: string; findable: boolean }

/** `order` names the groups: y year, m month number, n month name, d day, c the clock's five, o the offset. */
const SHAPES: Shape[] = [
  {
    pattern: `(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:[t ,_-]+${CLOCK}${OFFSET})?`,
    order: 'ymdco',
    findable: true,
  },
  {
    pattern: `(\\d{4})(\\d{2})(\\d{2})[t -](\\d{2}):?(\\d{2}):?(\\d{2})(?:[.,:](\\d{1,9}))?()${OFFSET}`,
    order: 'ymdco',
    findable: true,
  },
  { pattern: `(\\d{1,2})/${NAME}/(\\d{4}):${CLOCK}${OFFSET}`, order: 'dnyco', findable: true },
  {
    pattern: `${WEEKDAY}(\\d{1,2})[ -]${NAME}[ -](\\d{4})(?:,? (?:at )?${CLOCK}${OFFSET})?`,
    order: 'dnyco',
    findable: true,
  },
  {
    pattern: `${WEEKDAY}${NAME} +(\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?:,? (?:at )?${CLOCK}${OFFSET})?`,
    order: 'ndyco',
    findable: true,
  },
  {
    pattern: `${WEEKDAY}${NAME} +(\\d{1,2}),? ${CLOCK}${OFFSET}(?: (\\d{4}))?`,
    order: 'ndcoy',
    findable: true,
  },
  { pattern: `(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?:,? ${CLOCK}${OFFSET})?`, order: 'dmyco', findable: true },
  {
    pattern: `(\\d{1,2})[/-](\\d{1,2})[/-](\\d{4})(?:,? ${CLOCK}${OFFSET})?`,
    order: 'mdyco',
    findable: true,
  },
  { pattern: `(\\d{2})/(\\d{2})/(\\d{2}) ${CLOCK}${OFFSET}`, order: 'ymdco', findable: true },
  { pattern: `[iwefd]?(\\d{2})(\\d{2}) ${CLOCK}`, order: 'mdc', findable: false },
  { pattern: `(\\d{1,2})[-/](\\d{1,2}) ${CLOCK}`, order: 'mdc', findable: true },
  { pattern: `(\\d{2})(\\d{2})(\\d{2}) (\\d{2}):?(\\d{2}):?(\\d{2})()()`, order: 'ymdc', findable: false },
  { pattern: CLOCK + OFFSET, order: 'co', findable: false },
]

const whole = SHAPES.map(({ pattern }) => new RegExp(`^${pattern}$`, 'i'))
const anywhere = SHAPES.map(({ pattern, findable }) =>
  findable ? new RegExp(`(?<![\\w.:-])${pattern}`, 'gi') : null,
)

/** The text is one moment and nothing else. */
export function readMoment(text: string, now: number, zone: Zone): Moment | null {
  const trimmed = text.trim().replace(/\s+/g, ' ')
  const epoch = readEpoch(trimmed)
  if (epoch) return epoch
  for (const [index, { order }] of SHAPES.entries()) {
    const match = whole[index]?.exec(trimmed)
    const moment = match && build(match.slice(1), order, now, zone)
    if (moment) return moment
  }
  return null
}

/** Up to two moments in the order they stand in the text. */
export function findMoments(text: string, now: number, zone: Zone): Moment[] {
  const line = text.slice(0, 2000)
  for (const [index, { order }] of SHAPES.entries()) {
    const found: Moment[] = []
    for (const match of line.matchAll(anywhere[index] ?? /(?!)/g)) {
      const moment = build(match.slice(1), order, now, zone)
      if (moment) found.push(moment)
    }
    if (found.length) return found.slice(0, 2)
  }
  const epoch = /(?<![\w.-])(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19})(?![\w-])/.exec(line)
  const moment = epoch?.[1] ? readEpoch(epoch[1]) : null
  return moment ? [moment] : []
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their length. */
function readEpoch(text: string): Moment | null {
  const match = /^(\d{9,19})(?:\.(\d+))?$/.exec(text)
  if (!match?.[1]) return null
  const digits = match[1]
  const divisor = { 9: -3, 10: -3, 12: 0, 13: 0, 15: 3, 16: 3, 18: 6, 19: 6 }[digits.length]
  if (divisor === undefined) return null
  const at = Math.floor(Number(`${digits}.${match[2] ?? 0}`) / 10 ** divisor)
  return { at, precision: SECOND }
}

type Parts = { y?: number; m?: number; d?: number; clock?: string[]; offset?: string }

function take(groups: (string | undefined)[], order: string): Parts {
  const parts: Parts = {}
  let at = 0
  for (const letter of order) {
    if (letter === 'c') {
      parts.clock = groups.slice(at, at + 5).map((group) => group ?? '')
      at += 5
      continue
    }
    const group = groups[at++]
    if (group === undefined) continue
    if (letter === 'n') parts.m = MONTHS.indexOf(group.toLowerCase()) + 1
    else if (letter === 'o') parts.offset = group
    else parts[letter as 'y' | 'm' | 'd'] = Number(group)
  }
  return parts
}

function build(groups: (string | undefined)[], order: string, now: number, zone: Zone): Moment | null {
  const { y, m, d, clock, offset } = take(groups, order)
  const today = new Date(toWall(now, zone))
  const [month, day] = order.startsWith('md') && (m ?? 0) > 12 ? [d, m] : [m, d]
  const time = readClock(clock)
  if (!time) return null
  let year = y ?? today.getUTCFullYear()
  if (year < 100) year += year < 70 ? 2000 : 1900
  const wall = (inYear: number) =>
    Date.UTC(inYear, (month ?? today.getUTCMonth() + 1) - 1, day ?? today.getUTCDate()) + time.ms
  if (!isDate(year, month, day)) return null
  const settle = (inYear: number) => toMoment(wall(inYear), offset, zone)
  let at = settle(year)
  // Without a year the latest that is not in the future is meant.
  if (y === undefined && month !== undefined && at > now + DAY) at = settle(year - 1)
  return { at, precision: time.precision }
}

function isDate(year: number, month?: number, day?: number): boolean {
  if (month === undefined || day === undefined) return true
  const date = new Date(Date.UTC(year, month - 1, day))
  return month >= 1 && month <= 12 && day >= 1 && date.getUTCMonth() === month - 1
}

function readClock(clock: string[] | undefined): { ms: number; precision: number } | null {
  const [hours, minutes, seconds, fraction, half] = clock ?? []
  if (!hours) return { ms: 0, precision: DAY }
  let hour = Number(hours)
  if (half) hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null
  const ms = ((hour * 60 + Number(minutes)) * 60 + Number(seconds || 0)) * SECOND
  return {
    ms: ms + Number(`${fraction ?? ''}000`.slice(0, 3)),
    precision: seconds ? SECOND : MINUTE,
  }
}

function toMoment(wall: number, offset: string | undefined, zone: Zone): number {
  if (!offset) return fromWall(wall, zone)
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset)
  if (!match) return wall
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return wall - (match[1] === '-' ? -1 : 1) * minutes * MINUTE
}
