'use client'

import { useState } from 'react'

import { Empty, Failing } from '@/components/query-state'
import { Badge, Button, Input, Skeleton } from '@/components/ui'
import { cn } from '@/lib/cn'

import type { Looked, Taken } from './model'
import { useLook, useSuggestions } from './queries'
import { useSettled } from '@/lib/use-settled'

export interface GrokProps {
  samples: string[]
  /** The pattern that the cursor is in. */
  pattern: { text: string } | null
  onPattern: (text: string) => void
}

/** Which part of each sample the names of a pattern take, and patterns that would fit a line. */
export function Grok({ samples, pattern, onPattern }: GrokProps) {
  const [line, setLine] = useState<string | null>(null)
  const chosen = line !== null && samples.includes(line) ? line : samples[0]
  if (!chosen)
    return <Empty title="No samples yet">Add a line under Samples: patterns are tried on it.</Empty>
  return (
    <div className="flex flex-col gap-4 p-4">
      {pattern ? (
        <Pattern key={pattern.text} text={pattern.text} samples={samples} onPattern={onPattern} />
      ) : (
        <p className="text-xs text-ink-3">
          Put the cursor into a grok pattern of the text, and see here which part of each line its names take.
        </p>
      )}
      <section aria-label="Suggestions" className="flex flex-col gap-2">
        <h2 className="text-xs font-medium text-ink-2">Patterns for a line</h2>
        <select
          aria-label="The line to find patterns for"
          value={chosen}
          onChange={(event) => setLine(event.target.value)}
          className="h-8 w-full rounded-md bg-surface px-2 font-mono text-xs shadow-[inset_0_0_0_1px_var(--field-line)]"
        >
          {samples.map((sample) => (
            <option key={sample}>{sample}</option>
          ))}
        </select>
        <Suggestions line={chosen} onPattern={onPattern} />
      </section>
    </div>
  )
}

interface PatternProps {
  text: string
  samples: string[]
  onPattern: (text: string) => void
}

function Pattern({ text, samples, onPattern }: PatternProps) {
  const [typed, setTyped] = useState(text)
  const pattern = useSettled(typed)
  const look = useLook(pattern, samples)
  return (
    <section aria-label="The pattern" className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <Input
          aria-label="The pattern that the cursor is in"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          spellCheck={false}
          className="font-mono text-xs"
        />
        <Button size="sm" disabled={typed === text} onClick={() => onPattern(typed)}>
          Write it back
        </Button>
      </div>
      {look.error && <Failing error={look.error} retry={() => void look.refetch()} />}
      <ol className="flex flex-col gap-3">
        {look.data?.looked.map((looked, place) => (
          <li key={place}>
            <Line line={samples[place] ?? ''} looked={looked} pattern={pattern} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Line({ line, looked, pattern }: { line: string; looked: Looked; pattern: string }) {
  return (
    <div className="flex flex-col gap-1">
      <Highlighted line={line} taken={looked.taken} />
      {looked.problem && <p className="text-xs text-sev-error">{looked.problem}</p>}
      {!looked.matched && !looked.problem && (
        <p className="text-xs text-sev-warning">
          {looked.fits > 0 ? (
            <>
              It fits up to <code>{pattern.slice(0, looked.fits)}</code>, which ends at character{' '}
              {looked.until}. Then comes “{line.slice(looked.until, looked.until + 20)}”.
            </>
          ) : (
            'Nothing of it fits this line.'
          )}
        </p>
      )}
      <Legend taken={looked.taken} />
    </div>
  )
}

const INKS = [
  'decoration-(--bar-info) bg-[color-mix(in_srgb,var(--bar-info)_22%,transparent)]',
  'decoration-(--bar-notice) bg-[color-mix(in_srgb,var(--bar-notice)_22%,transparent)]',
  'decoration-(--bar-warning) bg-[color-mix(in_srgb,var(--bar-warning)_22%,transparent)]',
  'decoration-(--accent) bg-accent-wash',
  'decoration-(--bar-critical) bg-[color-mix(in_srgb,var(--bar-critical)_18%,transparent)]',
]
const LINES = [
  'decoration-solid',
  'decoration-dashed',
  'decoration-dotted',
  'decoration-double',
  'decoration-wavy',
]
const inkOf = (place: number) =>
  cn(
    'rounded-xs underline decoration-2 underline-offset-4',
    INKS[place % 5],
    LINES[Math.floor(place / 5) % 5],
  )

/** Names do not overlap here: of two that do, the inner ones are shown. */
function outermost(taken: Taken[]): Taken[] {
  const inner = taken.filter(
    (one) =>
      !taken.some(
        (other) =>
          other !== one &&
          other.start >= one.start &&
          other.end <= one.end &&
          other.end - other.start < one.end - one.start,
      ),
  )
  return inner.filter((one, place) => place === 0 || one.start >= (inner[place - 1]?.end ?? 0))
}

function Highlighted({ line, taken }: { line: string; taken: Taken[] }) {
  const shown = outermost(taken)
  const letters = [...line]
  const text = (from: number, to?: number) => letters.slice(from, to).join('')
  return (
    <p className="rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-6 break-all whitespace-pre-wrap">
      {shown.map(({ field, start, end }, place) => (
        <span key={`${field} ${start}`}>
          {text(shown[place - 1]?.end ?? 0, start)}
          <mark title={field} className={cn('text-inherit', inkOf(place))}>
            {text(start, end)}
          </mark>
        </span>
      ))}
      {text(shown.at(-1)?.end ?? 0)}
    </p>
  )
}

function Legend({ taken }: { taken: Taken[] }) {
  const shown = outermost(taken)
  if (taken.length === 0) return null
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-3 text-xs">
      {taken.map((one) => (
        <div key={`${one.field} ${one.start} ${one.end}`} className="contents">
          <dt>
            <span className={shown.includes(one) ? inkOf(shown.indexOf(one)) : ''}>{one.field}</span>
          </dt>
          <dd className="font-mono break-all">{one.value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Suggestions({ line, onPattern }: { line: string; onPattern: (text: string) => void }) {
  const suggestions = useSuggestions(line)
  if (suggestions.isPending) return <Skeleton className="h-16" />
  if (suggestions.error) return <Failing error={suggestions.error} retry={() => void suggestions.refetch()} />
  if (suggestions.data.suggestions.length === 0)
    return <p className="text-xs text-ink-3">No pattern was found for it.</p>
  return (
    <ul className="flex flex-col divide-y rounded-md border">
      {suggestions.data.suggestions.map(({ title, pattern, taken }) => (
        <li key={pattern} className="flex flex-col gap-1 px-3 py-2">
          <p className="flex items-center gap-2 text-xs">
            <span className="flex-1 text-ink-2">{title}</span>
            <Badge>{taken.length} fields</Badge>
            <Button size="sm" onClick={() => onPattern(escaped(pattern))}>
              Use it
            </Button>
          </p>
          <code className="text-xs break-all text-ink-3">{pattern}</code>
          <Highlighted line={line} taken={taken} />
        </li>
      ))}
    </ul>
  )
}

/** As it stands in a string with double quotes. */
const escaped = (pattern: string) => pattern.replaceAll('"', '\\"')
