'use client'

import Link from 'next/link'

import { Panel } from '@/components/panel'
import { withClause } from '@/components/query-bar'
import { explorerLink } from '@/lib/links'
import { count } from '@/lib/number'
import { toWall } from '@/lib/time'

import type { Overview } from '../model'

const HOUR = 3_600_000
/** A query that names more hours than this is no address any more. */
const MOST = 40

/** How many logs each hour of the day had, all days together. */
export function Hours({ found, q }: { found: Overview; q: string }) {
  const most = Math.max(1, ...found.hours)
  return (
    <Panel title="Busiest hours" tools={found.zone}>
      <ol aria-label="Logs by hour of the day" className="flex h-40 items-end gap-0.5 p-3">
        {found.hours.map((lines, hour) => (
          <li key={hour} className="h-full flex-1">
            <Bar hour={hour} lines={lines} most={most} href={lines ? linkOf(found, q, hour) : undefined} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}

interface BarProps {
  hour: number
  lines: number
  most: number
  href?: string
}

function Bar({ hour, lines, most, href }: BarProps) {
  const name = `${hour}–${hour + 1} h: ${count(lines)} logs`
  const drawn = (
    <>
      <span className="sr-only">{name}</span>
      <span
        aria-hidden
        className="rounded-t-sm bg-accent"
        style={{ height: `${(100 * lines) / most}%`, opacity: 0.35 + (0.65 * lines) / most }}
      />
      <span aria-hidden>{hour % 6 ? '\u00a0' : hour}</span>
    </>
  )
  const look = 'flex h-full flex-col justify-end rounded-sm text-center text-2xs text-ink-3'
  return href ? (
    <Link href={href} title={name} className={`${look} hover:bg-hover`}>
      {drawn}
    </Link>
  ) : (
    <span title={name} className={look}>
      {drawn}
    </span>
  )
}

/** The logs of that hour: of one day by their range, of several days by a query; none when there are very many. */
function linkOf({ from, to, zone }: Overview, q: string, hour: number): string | undefined {
  const begins = hoursOf(Date.parse(from), Date.parse(to), zone, hour)
  const iso = (moment: number) => new Date(moment).toISOString()
  const [first] = begins
  if (first === undefined || begins.length > MOST) return undefined
  if (begins.length === 1) {
    const [start, end] = [Math.max(first, Date.parse(from)), Math.min(first + HOUR, Date.parse(to))]
    return explorerLink({ q, from: iso(start), to: iso(end) })
  }
  const days = begins.map((begin) => `@timestamp:[${iso(begin)} TO ${iso(begin + HOUR)}}`)
  return explorerLink({ q: withClause(q, `(${days.join(' OR ')})`), from, to })
}

/** When clocks of the zone began to show that hour, by whole hours as the server counts them. */
function hoursOf(from: number, to: number, zone: string, hour: number): number[] {
  const begins: number[] = []
  for (let at = Math.floor(from / HOUR) * HOUR; at < to; at += HOUR)
    if (new Date(toWall(at, zone)).getUTCHours() === hour) begins.push(at)
  return begins
}
