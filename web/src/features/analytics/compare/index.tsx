'use client'

import { useState } from 'react'

import { Panel } from '@/components/panel'
import { Empty, QueryState } from '@/components/query-state'
import { withClause } from '@/components/query-bar'
import { Input, Select } from '@/components/ui'
import { count, plural } from '@/lib/number'

import { DifferenceRow } from '../difference-row'
import type { Comparison } from '../model'
import type { Against } from '../place'
import { againstOf, useComparison } from '../queries'
import type { TabProps } from '../tab'

const OPTIONS: { value: Against; label: string }[] = [
  { value: 'rest', label: 'all other logs of the time' },
  { value: 'before', label: 'the period before' },
  { value: 'query', label: 'another query' },
]
const OTHERS: Record<Against, string> = {
  rest: 'other logs',
  before: 'the period before',
  query: 'the other query',
}

/** Which field values are more frequent among these lines than among others. */
export function CompareTab({ place, go, asked }: TabProps) {
  const against = againstOf(place)
  const comparison = useComparison(asked, place)
  const waitsForQuery = against === 'rest' && !place.q.trim()
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <span>These logs against</span>
        <Select
          label="Against"
          value={against}
          options={OPTIONS}
          onChange={(next) => void go({ against: next })}
        />
        {against === 'query' && (
          <Other key={place.other} q={place.other} onRun={(other) => void go({ other })} />
        )}
      </div>
      {waitsForQuery ? (
        <Empty title="Which logs?">
          Write a query above, such as level:error: then its lines are set against all others of the same
          time.
        </Empty>
      ) : (
        <QueryState
          query={comparison}
          isEmpty={({ ours, theirs }) => !ours || !theirs}
          empty={<NothingToCompare found={comparison.data} against={against} />}
        >
          {(found) => (
            <Differences
              found={found}
              q={asked?.q ?? ''}
              against={against}
              busy={comparison.isFetching}
              onTake={(clause) => void go({ q: withClause(place.q, clause) })}
            />
          )}
        </QueryState>
      )}
    </div>
  )
}

function Other({ q, onRun }: { q: string; onRun: (q: string) => void }) {
  const [text, setText] = useState(q)
  return (
    <form
      className="min-w-56 flex-1"
      onSubmit={(event) => {
        event.preventDefault()
        onRun(text.trim())
      }}
    >
      <Input
        aria-label="The other query"
        placeholder="level:info"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text.trim() !== q && onRun(text.trim())}
        className="font-mono"
      />
    </form>
  )
}

function NothingToCompare({ found, against }: { found?: Comparison; against: Against }) {
  return (
    <Empty title="Nothing to compare">
      {found?.ours ? `There are no lines in ${OTHERS[against]}.` : 'No logs match in this time.'}
    </Empty>
  )
}

interface DifferencesProps {
  found: Comparison
  q: string
  against: Against
  busy: boolean
  onTake: (clause: string) => void
}

function Differences({ found, q, against, busy, onTake }: DifferencesProps) {
  const ours = { q, from: found.from, to: found.to, lines: found.ours, name: 'these logs' }
  const theirs = {
    q: found.other_q,
    from: found.other_from,
    to: found.other_to,
    lines: found.theirs,
    name: OTHERS[against],
  }
  const more = found.results.filter(({ score }) => score > 0)
  const less = found.results.filter(({ score }) => score < 0)
  return (
    <div aria-busy={busy || undefined} className="flex flex-col gap-3">
      <p className="text-xs text-ink-3">
        {plural(found.ours, 'log')} against {count(found.theirs)}, over{' '}
        {plural(found.fields_seen.length, 'field')}. Only what is more than chance is listed, the most telling
        first.
      </p>
      {!found.results.length && (
        <Empty title="No difference">No field tells these logs from the others.</Empty>
      )}
      {[
        { title: 'More frequent among these logs', rows: more },
        { title: 'Less frequent among these logs', rows: less },
      ].map(
        ({ title, rows }) =>
          rows.length > 0 && (
            <Panel key={title} title={title} tools={plural(rows.length, 'value')}>
              <ul>
                {rows.map((each) => (
                  <DifferenceRow
                    key={`${each.field}=${each.value}`}
                    each={each}
                    ours={ours}
                    theirs={theirs}
                    onTake={onTake}
                  />
                ))}
              </ul>
            </Panel>
          ),
      )}
      <Bounds found={found} />
    </div>
  )
}

/** What was not looked at is said. */
function Bounds({ found }: { found: Comparison }) {
  const bounded = Object.entries(found.bounded)
  if (!bounded.length && !found.left_out.length && !found.more) return null
  return (
    <details className="text-xs text-ink-3">
      <summary className="cursor-pointer rounded-sm">What was not looked at</summary>
      <ul className="mt-1 flex flex-col gap-0.5 pl-4">
        {found.more > 0 && <li>{plural(found.more, 'more difference')} beyond those listed.</li>}
        {bounded.map(([field, values]) => (
          <li key={field}>
            <span className="font-mono text-ink-2">{field}</span>: only the most frequent of {count(values)}{' '}
            values
          </li>
        ))}
        {found.left_out.map(({ field, reason }) => (
          <li key={field}>
            <span className="font-mono text-ink-2">{field}</span>: {reason}
          </li>
        ))}
      </ul>
    </details>
  )
}
