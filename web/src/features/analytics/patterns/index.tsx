'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'

import { Failing, Empty } from '@/components/query-state'
import { withClause } from '@/components/query-bar'
import { Button, Progress, Select, SkeletonRows, Switch } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { count, plural } from '@/lib/number'

import type { Patterns } from '../model'
import type { TabProps } from '../tab'
import { PatternRow } from './row'
import { usePatterns } from './use-patterns'

/** Any search clustered: what its lines say, how often, since when. */
export function PatternsTab({ place, go, asked }: TabProps) {
  const compared = place.since === 'before'
  const patterns = usePatterns(asked, compared)
  const [onlyNew, setOnlyNew] = useState(false)
  const { found, error, running, progress } = patterns
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-ink-2">
        <Select
          label="New since"
          value={place.since}
          options={[
            { value: 'off', label: 'Without comparing' },
            { value: 'before', label: 'New since the period before' },
          ]}
          onChange={(since) => void go({ since })}
        />
        {compared && <Switch label="Only new ones" checked={onlyNew} onChange={setOnlyNew} />}
        {running && (
          <span className="ml-auto flex items-center gap-3 text-xs text-ink-3">
            <Progress
              label="Lines looked at"
              done={progress?.lines ?? 0}
              total={progress?.of ?? 0}
              className="w-32"
            />
            {progress ? `${count(progress.lines)} of ${plural(progress.of, 'line')}` : 'asking'}
            <Button size="sm" onClick={patterns.stop}>
              Stop
            </Button>
          </span>
        )}
        {patterns.stopped && (
          <span className="ml-auto flex items-center gap-3 text-xs text-ink-3">
            Stopped{' '}
            <Button size="sm" onClick={patterns.again}>
              Go on from the beginning
            </Button>
          </span>
        )}
      </div>
      {error ? (
        <Failing error={error} retry={patterns.again} />
      ) : found ? (
        <List
          found={found}
          q={asked?.q ?? ''}
          busy={running}
          compared={compared}
          onlyNew={compared && onlyNew}
        />
      ) : (
        running && <SkeletonRows rows={10} />
      )}
    </div>
  )
}

interface ListProps {
  found: Patterns
  q: string
  busy: boolean
  compared: boolean
  onlyNew: boolean
}

function List({ found, q, busy, compared, onlyNew }: ListProps) {
  const router = useRouter()
  const { timezone } = usePreferences().preferences
  const [open, setOpen] = useState<string | null>(null)
  const rows = onlyNew ? found.results.filter(({ before }) => before === 0) : found.results
  const fresh = found.results.filter(({ before }) => before === 0).length
  if (!found.lines) return <Empty>No logs match in this time.</Empty>
  const take = (clause: string) =>
    router.push(explorerLink({ q: withClause(q, clause), from: found.from, to: found.to }))
  return (
    <section aria-label="Patterns" aria-busy={busy || undefined} className={busy ? 'opacity-70' : undefined}>
      <p className="mb-2 text-xs text-ink-3">
        {plural(found.patterns, 'pattern')} in {plural(found.lines, 'line')}
        {compared && `, ${count(fresh)} of them not among the ${plural(found.earlier_lines, 'line')} before`}.
        {found.sample && <span className="text-sev-warning"> A sample: {found.sample}</span>}
      </p>
      {rows.length ? (
        <ul className="overflow-hidden rounded-lg border bg-surface">
          {rows.map((pattern) => (
            <PatternRow
              key={pattern.id + pattern.template}
              pattern={pattern}
              range={found}
              zone={timezone}
              open={open === pattern.id}
              onOpen={() => setOpen(open === pattern.id ? null : pattern.id)}
              onTake={take}
            />
          ))}
        </ul>
      ) : (
        <Empty>{onlyNew ? 'No pattern is new.' : 'There are no patterns.'}</Empty>
      )}
      {found.patterns > found.results.length && (
        <p className="mt-2 text-xs text-ink-3">
          The {count(found.results.length)} most frequent are listed;{' '}
          {count(found.patterns - found.results.length)} are rarer.
        </p>
      )}
    </section>
  )
}
