import { cn } from '@/lib/cn'
import { percent } from '@/lib/number'

import { MarkLink } from './mark-link'
import { keysText, linkOf, type DrawProps } from './model'
import { TONE, toneOf } from './tones'
import { brief, exact } from './units'

/** The largest groups as bars behind their names. */
export function Top(props: DrawProps) {
  const { panel, answer } = props
  const rows = answer.rows ?? []
  const top = Math.max(...rows.map(({ numbers }) => numbers[0] ?? 0)) || 1
  const whole = panel.series[0]?.measure.kind === 'count' && !panel.series[0].of ? answer.total?.[0] : null
  return (
    <ul aria-label={answer.title} className="size-full overflow-y-auto px-2 pb-1">
      {rows.map((row) => {
        const value = row.numbers[0] ?? null
        const tone = toneOf(value, panel)
        return (
          <li key={JSON.stringify(row.keys)}>
            <MarkLink
              href={linkOf(props, row.qs?.[0])}
              title={`${keysText(row.keys)}: ${exact(value, panel.unit)}`}
              className="relative flex h-7 items-center gap-3 rounded-sm text-xs hover:bg-hover"
            >
              <span
                aria-hidden
                className="absolute inset-y-1 left-0 rounded-r-sm bg-accent-wash"
                style={{ width: `max(2px, ${(Math.max(0, (value ?? 0) / top) * 100).toFixed(2)}%)` }}
              />
              <span className="relative min-w-0 flex-1 truncate pl-2 text-ink">{keysText(row.keys)}</span>
              <span className={cn('relative pr-2', tone ? TONE[tone].text : 'text-ink')}>
                {brief(value, panel.unit)}
              </span>
              {whole ? (
                <span className="relative -ml-3 w-14 pr-2 text-right whitespace-nowrap text-ink-3">
                  {percent(value ?? 0, whole)}
                </span>
              ) : null}
            </MarkLink>
          </li>
        )
      })}
    </ul>
  )
}
