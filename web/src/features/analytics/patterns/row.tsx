import { ChevronRight } from 'lucide-react'
import Link from 'next/link'

import { Sparkline } from '@/components/charts'
import { SeverityMark } from '@/components/severity'
import { Badge, CopyButton } from '@/components/ui'
import { cn } from '@/lib/cn'
import { explorerLink } from '@/lib/links'
import { count, percent } from '@/lib/number'
import { formatTimestamp, type Zone } from '@/lib/time'

import { Take } from '../difference-row'
import type { Pattern, Variable } from '../model'

export interface PatternRowProps {
  pattern: Pattern
  range: { from: string; to: string; lines: number }
  zone: Zone
  open: boolean
  onOpen: () => void
  /** Goes to the lines that a clause leaves. */
  onTake: (clause: string) => void
}

/** A pattern in one line; opened, its samples and what its variables were. */
export function PatternRow({ pattern, range, zone, open, onOpen, onTake }: PatternRowProps) {
  const loudest = Object.keys(pattern.levels)[0]
  return (
    <li className="border-b last:border-b-0">
      <div className="flex items-center gap-3 px-2 py-1 text-xs hover:bg-hover max-sm:flex-wrap">
        <button
          type="button"
          aria-expanded={open}
          onClick={onOpen}
          className="flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded-sm text-left max-sm:basis-full"
        >
          <ChevronRight
            aria-hidden
            className={cn('size-3.5 shrink-0 text-ink-3 transition-transform', open && 'rotate-90')}
          />
          <SeverityMark level={loudest} />
          {loudest && <span className="sr-only">{loudest}</span>}
          <Template text={pattern.template} className={open ? '' : 'truncate'} />
          {pattern.before === 0 && <Badge tone="accent">new</Badge>}
        </button>
        <Sparkline
          values={pattern.trend}
          slots={Math.max(2, pattern.trend.length)}
          className="h-5 w-20 shrink-0"
        />
        <Link
          href={explorerLink({ q: pattern.query, from: range.from, to: range.to })}
          className="w-20 shrink-0 rounded-sm text-right text-ink hover:underline"
        >
          {count(pattern.count)}
          <span className="sr-only"> lines</span>
        </Link>
        <span className="w-14 shrink-0 text-right text-ink-3">{percent(pattern.count, range.lines)}</span>
        {pattern.include ? (
          <span className="flex shrink-0 gap-2 text-2xs">
            <Take
              text="Include"
              name={`Include ${pattern.template}`}
              onTake={() => onTake(pattern.include)}
            />
            <Take
              text="Exclude"
              name={`Exclude ${pattern.template}`}
              onTake={() => onTake(pattern.exclude)}
            />
          </span>
        ) : (
          <span
            className="w-[5.5rem] shrink-0 text-2xs text-ink-3"
            title="It has no words of its own to look for"
          >
            no words
          </span>
        )}
      </div>
      {open && <Details pattern={pattern} zone={zone} />}
    </li>
  )
}

/** Constant text plain, variables set off. */
function Template({ text, className }: { text: string; className?: string }) {
  return (
    <span className={cn('min-w-0 font-mono text-ink', className)} title={text}>
      {text.split(/(<[a-z*]+>)/).map((part, at) =>
        at % 2 ? (
          <span key={at} className="text-accent">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </span>
  )
}

function Details({ pattern, zone }: { pattern: Pattern; zone: Zone }) {
  const levels = Object.entries(pattern.levels)
  return (
    <div className="flex flex-col gap-3 border-t bg-sunken px-4 py-3 text-xs text-ink-2 sm:pl-10">
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <span>First {formatTimestamp(pattern.first, zone)}</span>
        <span>Last {formatTimestamp(pattern.last, zone)}</span>
        {levels.map(([level, lines]) => (
          <span key={level} className="flex items-center gap-1">
            <SeverityMark level={level} /> {level} {count(lines)}
          </span>
        ))}
        {pattern.before !== null && <span>{count(pattern.before)} in the period before</span>}
        <CopyButton text={pattern.template} label="Copy the template" />
      </p>
      {pattern.variables.length > 0 && (
        <ul aria-label="Variables" className="grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          {pattern.variables.map((variable, at) => (
            <Values key={at} variable={variable} />
          ))}
        </ul>
      )}
      <ul aria-label="Sample lines" className="flex flex-col gap-1 font-mono text-ink">
        {pattern.samples.map((sample) => (
          <li key={sample} className="break-all whitespace-pre-wrap">
            {sample}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Values({ variable }: { variable: Variable }) {
  return (
    <li className="min-w-0">
      <span className="text-accent">{variable.kind === '*' ? 'anything' : variable.kind}</span>{' '}
      <span className="text-ink-3">
        {variable.complete ? '' : 'more than '}
        {count(variable.distinct)} values
      </span>
      <ol className="mt-0.5">
        {variable.values.slice(0, 5).map(([value, lines]) => (
          <li key={value} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate font-mono" title={value}>
              {value}
            </span>
            <span className="text-ink-3">{count(lines)}</span>
          </li>
        ))}
      </ol>
    </li>
  )
}
