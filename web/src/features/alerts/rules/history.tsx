'use client'

import Link from 'next/link'

import { Empty, QueryState } from '@/components/query-state'
import { useTimes } from '@/features/session'

import type { RuleState, StateChange } from '../model'
import { useRuleHistory } from '../queries'
import { StateMark } from '../severity'
import { numberWords } from '../words'

/** Each change of state, with the numbers that say why. */
export function History({ id }: { id: number }) {
  const history = useRuleHistory(id)
  return (
    <QueryState
      query={history}
      empty={<Empty title="Nothing has changed yet">Its state has been the same since it was saved.</Empty>}
    >
      {({ results }) => (
        <ol aria-label="Changes of state" className="divide-y">
          {results.map((change) => (
            <Row key={change.id} change={change} />
          ))}
        </ol>
      )}
    </QueryState>
  )
}

function Row({ change }: { change: StateChange }) {
  const { moment, exact } = useTimes()
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
      <StateMark state={change.state as RuleState} />
      <time dateTime={change.at} title={exact(change.at)} className="text-xs text-ink-2 tabular-nums">
        {moment(change.at)}
      </time>
      <span className="min-w-0 flex-1 truncate text-xs text-ink-2">
        {groupWords(change.group)}
        {change.numbers.map(([name, value]) => `${name} ${numberWords(value)}`).join(', ')}
        {change.error && <span className="text-sev-error"> {change.error}</span>}
      </span>
      {change.link && (
        <Link href={inside(change.link)} className="text-xs text-accent hover:underline">
          Lines
        </Link>
      )}
    </li>
  )
}

export function groupWords(group: Record<string, string | null>): string {
  const words = Object.entries(group).map(([name, value]) => `${name} ${value ?? '(none)'}`)
  return words.length > 0 ? `${words.join(', ')} · ` : ''
}

/** A link of a notification, as a way inside the product. */
export function inside(link: string): string {
  const { pathname, search, hash } = new URL(link, 'http://here')
  return pathname + search + hash
}
