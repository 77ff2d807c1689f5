import './palette.css'

import { asSeverity, severity } from '@/components/severity'

import type { PanelSpec } from './model'

/** How a line looks: never by hue alone. */
export interface Look {
  colour: string
  /** As `stroke-dasharray` has it. */
  dash?: string
  /** Which pattern lies over the colour of an area, 0 for none. */
  pattern: number
}

const DASHES = [undefined, '6 3', '2 3', '8 3 2 3', '1 2', '10 4', '4 2 1 2 1 2', '3 6']
const COLOURS = 8

/** The look of what has the n-th place. When the colours come again, it is with other dashes and patterns. */
export function lookAt(place: number): Look {
  const at = place % COLOURS
  const other = (at + Math.floor(place / COLOURS)) % COLOURS
  return { colour: `var(--cat-${at + 1})`, dash: DASHES[other], pattern: other }
}

/** What is left over after the largest. */
export const REST: Look = { colour: 'var(--field-line)', pattern: 0, dash: '1 3' }

const LEVEL_ORDER = ['info', 'error', 'warning', 'debug', 'critical', 'notice', 'trace', 'none']

/** Levels have the colours they have everywhere; other things those of the scale, by their place. */
export function looksOf(
  groups: readonly (readonly (string | null)[])[],
  panel: Pick<PanelSpec, 'groups'>,
): Look[] {
  const byLevel = panel.groups.length === 1 && /^(log\.)?level$/.test(panel.groups[0] ?? '')
  return groups.map((keys, place) => {
    if (!byLevel) return lookAt(place)
    const level = asSeverity(keys[0])
    const at = LEVEL_ORDER.indexOf(level)
    return { colour: severity[level].bar, dash: DASHES[at], pattern: 0 }
  })
}

const STROKES = [
  '',
  'M-1 1 1-1M0 6 6 0M5 7 7 5',
  'M1.5 1.5h.01M4.5 4.5h.01',
  'M-1 5 1 7M0 0 6 6M5-1 7 1',
  'M0 3h6',
  'M3 0v6',
  'M0 3h6M3 0v6',
  'M0 0 6 6M0 6 6 0',
]

/** The patterns that lie over colours, once for each drawing. */
export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      {STROKES.map(
        (path, at) =>
          path && (
            <pattern key={at} id={`${id}-${at}`} width="6" height="6" patternUnits="userSpaceOnUse">
              <path
                d={path}
                stroke="var(--surface)"
                strokeWidth={at === 2 ? 1.6 : 1}
                strokeLinecap={at === 2 ? 'round' : 'butt'}
                strokeOpacity="0.55"
                fill="none"
              />
            </pattern>
          ),
      )}
    </defs>
  )
}

export const patternFill = (id: string, { pattern }: Look) =>
  STROKES[pattern] ? `url(#${id}-${pattern})` : undefined

/** The look in a legend or a tip: a bit of line, or a bit of area. */
export function Swatch({ look, line, id }: { look: Look; line?: boolean; id: string }) {
  return (
    <svg aria-hidden width={line ? 16 : 10} height="10" className="shrink-0">
      {line ? (
        <line x1="0" x2="16" y1="5" y2="5" stroke={look.colour} strokeWidth="2" strokeDasharray={look.dash} />
      ) : (
        <>
          <rect width="10" height="10" rx="1" fill={look.colour} />
          <rect width="10" height="10" rx="1" fill={patternFill(id, look) ?? 'none'} />
        </>
      )}
    </svg>
  )
}
