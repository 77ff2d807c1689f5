'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import Link from 'next/link'
import { useMemo, useState } from 'react'

import { Failing } from '@/components/query-state'
import { Button, Select, Skeleton } from '@/components/ui'
import { usePreferences, useTimes } from '@/features/session'
import { ApiError } from '@/lib/api'
import { cn } from '@/lib/cn'
import { plural } from '@/lib/number'
import { formatDuration } from '@/lib/time'

import { FiringChart } from '../chart'
import type { Definition } from '../model'
import { measureWords, numberWords } from '../words'
import { groupWords, inside } from './history'
import { RANGES } from './proof'
import type { Firing, Proof, ProofRange } from './proof'

export interface ProofPanelProps {
  proof: UseQueryResult<Proof>
  rule: Definition
  range: ProofRange
  onRange: (range: ProofRange) => void
}

const RANGE_WORDS: Record<ProofRange, string> = {
  'now-1h': 'in the last hour',
  'now-1d': 'in the last day',
  'now-7d': 'in the last 7 days',
  'now-30d': 'in the last 30 days',
}

/** When the rule would have fired, before it is saved. */
export function ProofPanel({ proof, rule, range, onRange }: ProofPanelProps) {
  const broken = proof.error instanceof ApiError && proof.error.status === 400
  return (
    <section aria-label="Proof" aria-busy={proof.isFetching} className="flex flex-col gap-4">
      <header className="flex items-center">
        <h2 className="text-xs font-semibold">What it would have done</h2>
        <Select
          size="sm"
          label="How far back"
          value={range}
          options={RANGES.map((value) => ({ value, label: RANGE_WORDS[value] }))}
          onChange={onRange}
          className="ml-auto"
        />
      </header>
      {broken ? (
        <p role="status" className="text-sm text-ink-2">
          {proof.error?.message} The proof comes once that is mended.
        </p>
      ) : proof.error ? (
        <Failing error={proof.error} retry={() => void proof.refetch()} />
      ) : proof.data ? (
        <Shown proof={proof.data} rule={rule} stale={proof.isPlaceholderData} />
      ) : (
        <Waiting />
      )}
    </section>
  )
}

function Waiting() {
  return (
    <div className="flex flex-col gap-4" aria-label="Working it out" role="status">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-36 w-full" />
      <Skeleton className="h-20 w-full" />
    </div>
  )
}

const SHOWN = 8

function Shown({ proof, rule, stale }: { proof: Proof; rule: Definition; stale: boolean }) {
  const { timezone } = usePreferences().preferences
  const [all, setAll] = useState(false)
  const span = { from: Date.parse(proof.from), to: Date.parse(proof.to) }
  const firings = useMemo(
    () =>
      proof.firings.map(({ start, end }) => ({
        from: Date.parse(start),
        to: end ? Date.parse(end) : Date.parse(proof.to),
      })),
    [proof],
  )
  const volume = useMemo(
    () => proof.volume.points.map(([at, value]) => [Date.parse(at), value] as const),
    [proof],
  )
  const line = proof.lines[0]
  const points = useMemo(() => line?.points.map(([at, value]) => [Date.parse(at), value] as const), [line])
  const shown = all ? proof.firings : proof.firings.slice(0, SHOWN)
  const what = 'measure' in rule.condition ? measureWords(rule.condition.measure) : 'lines'
  return (
    <div className={cn('flex flex-col gap-4 transition-opacity', stale && 'opacity-60')}>
      <p role="status" className={cn('text-base', proof.count > 0 ? 'text-ink' : 'text-ink-2')}>
        {proof.words}
      </p>
      {proof.shortened && <p className="text-xs text-ink-3">{proof.shortened}</p>}
      <figure>
        <figcaption className="mb-1 text-2xs text-ink-3">Lines that match, and when it fires</figcaption>
        <FiringChart
          label={`Lines that match over the range. ${proof.words}`}
          span={span}
          points={volume}
          firings={firings}
          zone={timezone}
        />
      </figure>
      {points && points.length > 0 && rule.condition.kind !== 'match' && (
        <figure>
          <figcaption className="mb-1 text-2xs text-ink-3">
            {groupWords(line?.group ?? {})}
            {what} in each window{proof.threshold !== null && `, and ${numberWords(proof.threshold)}`}
          </figcaption>
          <FiringChart
            label="The number that the rule looks at"
            span={span}
            points={points}
            firings={firings}
            threshold={proof.threshold}
            zone={timezone}
            height={110}
          />
        </figure>
      )}
      {shown.length > 0 && (
        <ol aria-label="When it would have fired" className="divide-y rounded-md border">
          {shown.map((firing) => (
            <Row key={`${firing.start} ${JSON.stringify(firing.group)}`} firing={firing} />
          ))}
        </ol>
      )}
      {!all && proof.firings.length > SHOWN && (
        <Button size="sm" variant="ghost" className="self-start" onClick={() => setAll(true)}>
          Show all {plural(proof.firings.length, 'firing')}
        </Button>
      )}
    </div>
  )
}

function Row({ firing }: { firing: Firing }) {
  const { moment, exact } = useTimes()
  const { start, end, peak } = firing
  return (
    <li>
      <Link
        href={inside(firing.link)}
        className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5 text-xs text-ink-2 hover:bg-hover hover:text-ink"
      >
        <time dateTime={start} title={exact(start)} className="tabular-nums">
          {moment(start)}
        </time>
        <span className="text-ink-3">
          {end ? formatDuration(Date.parse(end) - Date.parse(start)) : 'fires still'}
        </span>
        <span className="min-w-0 flex-1 truncate">{groupWords(firing.group).replace(/ · $/, '')}</span>
        {peak !== null && <span className="font-mono">{numberWords(peak)}</span>}
      </Link>
    </li>
  )
}
