'use client'

import { cn } from '@/lib/cn'
import { count } from '@/lib/number'
import { formatTimestamp, type Zone } from '@/lib/time'

import type { Band } from '../model'

export interface BandChartProps {
  bands: readonly Band[]
  /** Seconds of one bucket. */
  step: number
  zone: Zone
  linkTo: (from: string, to: string) => string
}

const HEIGHT = 96

/** Numbers as bars before what is usual as a band; each bar leads to its lines. Where no data came there is no bar. */
export function BandChart({ bands, step, zone, linkTo }: BandChartProps) {
  const top = Math.max(1, ...bands.map(({ number, high }) => Math.max(number ?? 0, high ?? 0)))
  const y = (value: number) => HEIGHT - (value / top) * (HEIGHT - 4)
  const end = ({ start }: Band) => new Date(Date.parse(start) + 1000 * step).toISOString()
  return (
    <div className="px-4 py-2">
      <svg
        viewBox={`0 0 ${bands.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-24 w-full"
        role="group"
        aria-label="Numbers and what is usual"
      >
        <path d={bandPath(bands, y)} fill="var(--accent)" opacity="0.16" />
        {bands.map((band, at) =>
          band.number === null ? (
            <rect key={band.start} x={at} y={HEIGHT - 2} width="1" height="2" fill="var(--line-strong)">
              <title>{`${formatTimestamp(band.start, zone)}: no data`}</title>
            </rect>
          ) : (
            <a key={band.start} href={linkTo(band.start, end(band))} aria-label={words(band, zone)}>
              <rect x={at} y="0" width="1" height={HEIGHT} fill="transparent" />
              <rect
                x={at + 0.15}
                y={y(band.number)}
                width="0.7"
                height={HEIGHT - y(band.number)}
                className={cn(
                  band.kind === 'high'
                    ? 'fill-sev-error'
                    : band.kind === 'low'
                      ? 'fill-sev-warning'
                      : 'fill-ink-3',
                )}
              />
              <title>{words(band, zone)}</title>
            </a>
          ),
        )}
      </svg>
    </div>
  )
}

function words({ start, number, low, high, kind }: Band, zone: Zone): string {
  const usual = low === null || high === null ? '' : `, usually ${count(low)} to ${count(high)}`
  const odd = kind === 'high' || kind === 'low' ? ` (${kind})` : ''
  return `${formatTimestamp(start, zone).slice(0, 16)}: ${count(number ?? 0)}${usual}${odd}`
}

/** Up along the highest usual numbers, back along the lowest. */
function bandPath(bands: readonly Band[], y: (value: number) => number): string {
  const known = bands
    .map((band, at) => ({ ...band, at }))
    .filter(({ low, high }) => low !== null && high !== null)
  if (!known.length) return ''
  const over = known.flatMap(({ at, high }) => [`${at},${y(high ?? 0)}`, `${at + 1},${y(high ?? 0)}`])
  const under = known.flatMap(({ at, low }) => [`${at},${y(low ?? 0)}`, `${at + 1},${y(low ?? 0)}`]).reverse()
  // The way back goes through each bucket from its end to its beginning.
  return `M${[...over, ...under].join('L')}Z`
}
