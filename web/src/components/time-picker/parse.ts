/** Reads a range of time from whatever somebody pastes: a log line, an epoch, two dates, "last 2h". */

import { ALL, DAY, HOUR, MINUTE, SECOND, fromWall, rangeOf, startOfDay, toWall } from '@/lib/time'
import type { TimeRange, Zone } from '@/lib/time'

import { findMoments, readMoment } from './moments'
import type { Moment } from './moments'

export type Reading = { range: TimeRange; note: string }

const UNIT = '(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|yrs?|years?)'
const AGO = new RegExp(`^(?:the )?(?:last |past |previous )?-?(\\d+)? ?${UNIT}(?: ago)?$`, 'i')
const NOW = /^now(?: ?- ?(\d+) ?([smhdwMy]))?$/

function shortUnit(word: string): string {
  const lower = word.toLowerCase()
  if (lower.startsWith('mo')) return 'M'
  return lower.charAt(0)
}

/** Reads the text as a range, or null when nothing in it is a time. */
export function parsePasted(text: string, now: number, zone: Zone): Reading | null {
  const wanted = text
    .trim()
    .replace(/^["'`([]+|["'`)\]]+$/g, '')
    .trim()
  if (!wanted) return null
  if (/^(?:all|all time|everything|ever)$/i.test(wanted)) return { range: ALL, note: 'whatever is kept' }
  return (
    named(wanted, now, zone) ??
    relative(wanted) ??
    open(wanted, now, zone) ??
    between(wanted, now, zone) ??
    single(wanted, now, zone) ??
    inside(text, now, zone)
  )
}

function relative(text: string): Reading | null {
  const since = NOW.exec(text)
  if (since?.[1]) return { range: { from: `now-${since[1]}${since[2]}`, to: 'now' }, note: 'relative to now' }
  const match = AGO.exec(text)
  // "last hour" counts as one; a lone unit such as "m" or "day" is no time.
  if (!match?.[2] || (!match[1] && !/last|past|previous/i.test(text))) return null
  return { range: { from: `now-${match[1] ?? 1}${shortUnit(match[2])}`, to: 'now' }, note: 'relative to now' }
}

function named(text: string, now: number, zone: Zone): Reading | null {
  const today = startOfDay(now, zone)
  const weekday = (new Date(toWall(today, zone)).getUTCDay() + 6) % 7
  // Half a day more before rounding down carries across the days that have 23 or 25 hours.
  const day = (offset: number) => startOfDay(today + offset * DAY + DAY / 2, zone)
  const month = (offset: number) => {
    const wall = new Date(toWall(now, zone))
    return fromWall(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + offset, 1), zone)
  }
  const names: Record<string, [number, number]> = {
    today: [today, day(1)],
    yesterday: [day(-1), today],
    'day before yesterday': [day(-2), day(-1)],
    'this week': [day(-weekday), day(7 - weekday)],
    'last week': [day(-weekday - 7), day(-weekday)],
    'this month': [month(0), month(1)],
    'last month': [month(-1), month(0)],
  }
  const key = text.toLowerCase()
  // "last week" and "last month" are calendar words here; "past week" is seven days back.
  const found = Object.hasOwn(names, key) ? names[key] : undefined
  return found ? { range: rangeOf(...found), note: 'whole days' } : null
}

function open(text: string, now: number, zone: Zone): Reading | null {
  const match = /^(?:since|after|from) (.+)$/i.exec(text)
  const rest = match?.[1]
  if (!rest || / (?:to|until|till|-|–|—) /i.test(rest)) return null
  const start = bound(rest, now, zone)
  return start ? { range: { from: start.text, to: 'now' }, note: 'until now' } : null
}

const SEPARATORS = [
  /\s+(?:-|–|—|→|->|to|until|till|and|\.\.)\s+/i,
  /\s*(?:\.\.+|→|->)\s*/,
  /\//,
  /\s*[–—]\s*/,
]

function between(text: string, now: number, zone: Zone): Reading | null {
  const wanted = text.replace(/^(?:from|between) /i, '')
  for (const separator of SEPARATORS) {
    const halves = wanted.split(separator)
    if (halves.length !== 2) continue
    const first = bound(halves[0] ?? '', now, zone)
    const second = first && bound(halves[1] ?? '', now, zone, first.start)
    if (!first || !second) continue
    const to = second.relative ? second.text : new Date(second.end).toISOString()
    if (first.start >= second.end)
      return { range: rangeOf(second.start, first.start), note: 'from one to the other' }
    return { range: { from: first.text, to }, note: 'from one to the other' }
  }
  return null
}

type Bound = { text: string; start: number; end: number; relative: boolean }

/** One end of a range. A second end may be only a time of day: it is on the first one's day. */
function bound(text: string, now: number, zone: Zone, day = now): Bound | null {
  const trimmed = text.trim().replace(/^["'[]|["'\]]$/g, '')
  const short = NOW.exec(trimmed)
  const back = short ? null : AGO.exec(trimmed)
  if (short || (back?.[1] && back[2])) {
    const bare = short && !short[1]
    const count = short ? short[1] : back?.[1]
    const unit = short ? (short[2] ?? '') : shortUnit(back?.[2] ?? '')
    const size = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, M: 30 * DAY, y: 365 * DAY }[unit] ?? 0
    const moment = bare ? now : now - Number(count) * size
    return { text: bare ? 'now' : `now-${count}${unit}`, start: moment, end: moment, relative: true }
  }
  const whole = named(trimmed, now, zone)
  if (whole) {
    const [start, end] = [Date.parse(whole.range.from), Date.parse(whole.range.to)]
    return { text: whole.range.from, start, end, relative: false }
  }
  const moment = readMoment(trimmed, day, zone)
  if (!moment) return null
  // A day as the end of a range means the end of that day.
  const end = moment.precision >= DAY ? startOfDay(moment.at + 1.5 * DAY, zone) : moment.at
  return { text: new Date(moment.at).toISOString(), start: moment.at, end, relative: false }
}

function single(text: string, now: number, zone: Zone): Reading | null {
  const moment = readMoment(text, now, zone)
  return moment && around(moment, zone)
}

/** A time or two somewhere in a longer text, such as a whole log line. */
function inside(text: string, now: number, zone: Zone): Reading | null {
  const [first, second] = findMoments(text, now, zone)
  if (!first) return null
  if (second && second.at - first.at > MINUTE) {
    return { range: rangeOf(first.at, second.at), note: 'from the first time in the text to the second' }
  }
  return around(first, zone)
}

function around({ at, precision }: Moment, zone: Zone): Reading {
  if (precision >= DAY) return { range: rangeOf(at, startOfDay(at + 1.5 * DAY, zone)), note: 'the whole day' }
  return { range: rangeOf(at - 5 * MINUTE, at + 5 * MINUTE), note: 'five minutes either side' }
}
