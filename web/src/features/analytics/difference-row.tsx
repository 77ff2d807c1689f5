import Link from 'next/link'

import { withClause } from '@/components/query-bar'
import { cn } from '@/lib/cn'
import { explorerLink } from '@/lib/links'
import { count, percent } from '@/lib/number'

import type { Difference } from './model'

export interface DifferenceRowProps {
  each: Difference
  ours: { q: string; from: string; to: string; lines: number; name: string }
  theirs: { q: string; from: string; to: string; lines: number; name: string }
  /** To have only these lines, or all but these. */
  onTake?: (clause: string) => void
}

/** A value and how frequent it is on both sides, one bar under the other. */
export function DifferenceRow({ each, ours, theirs, onTake }: DifferenceRowProps) {
  const value = each.value ?? '(none)'
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_minmax(9rem,16rem)_6.5rem] items-center gap-x-3 border-b px-3 py-1.5 text-xs last:border-b-0 max-sm:grid-cols-[minmax(0,1fr)_auto]">
      <span className="min-w-0">
        <span className="block truncate text-2xs text-ink-3">{each.field}</span>
        <span className="block truncate font-mono text-ink" title={value}>
          {value}
        </span>
      </span>
      <span className="flex flex-col gap-0.5 max-sm:order-3 max-sm:col-span-2">
        <Share
          side={ours}
          share={each.our_share}
          lines={each.ours}
          clause={each.include}
          strong={each.score > 0}
        />
        <Share
          side={theirs}
          share={each.their_share}
          lines={each.theirs}
          clause={each.include}
          strong={each.score < 0}
        />
      </span>
      <span className="flex flex-col items-end gap-0.5 text-2xs">
        <span className={each.score > 0 ? 'text-ink' : 'text-ink-3'}>{times(each)}</span>
        {onTake && (
          <span className="flex gap-2">
            <Take
              text="Include"
              name={`Include ${each.field} ${value}`}
              onTake={() => onTake(each.include)}
            />
            <Take
              text="Exclude"
              name={`Exclude ${each.field} ${value}`}
              onTake={() => onTake(each.exclude)}
            />
          </span>
        )}
      </span>
    </li>
  )
}

function times({ times, score, theirs, ours }: Difference): string {
  if (!theirs) return 'only here'
  if (!ours) return 'not here'
  if (times === null) return ''
  return score > 0 ? `${short(times)}× as frequent` : `${short(1 / times)}× as rare`
}

const short = (value: number) =>
  value < 10 ? value.toFixed(1).replace(/\.0$/, '') : count(Math.round(value))

interface ShareProps {
  side: DifferenceRowProps['ours']
  share: number
  lines: number
  clause: string
  strong: boolean
}

function Share({ side, share, lines, clause, strong }: ShareProps) {
  const href = explorerLink({ q: withClause(side.q, clause), from: side.from, to: side.to })
  return (
    <Link
      href={href}
      title={`${count(lines)} of ${count(side.lines)}, ${side.name}`}
      aria-label={`${side.name}: ${percent(lines, side.lines)}, ${count(lines)} logs`}
      className="group flex h-4 items-center gap-2 rounded-sm"
    >
      <span className="h-2 flex-1 overflow-hidden rounded-sm bg-sunken">
        <span
          className={cn('block h-full', strong ? 'bg-accent' : 'bg-ink-3')}
          style={{ width: lines ? `max(2px, ${(100 * share).toFixed(2)}%)` : 0 }}
        />
      </span>
      <span className="w-12 text-right text-2xs text-ink-2 group-hover:underline">
        {percent(lines, side.lines)}
      </span>
    </Link>
  )
}

export function Take({ text, name, onTake }: { text: string; name: string; onTake: () => void }) {
  return (
    <button
      type="button"
      aria-label={name}
      onClick={onTake}
      className="rounded-sm text-accent hover:underline pointer-coarse:min-h-9"
    >
      {text}
    </button>
  )
}
