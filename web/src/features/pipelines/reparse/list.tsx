'use client'

import { Panel } from '@/components/panel'
import { Badge } from '@/components/ui'
import { count } from '@/lib/number'
import { timeAgo } from '@/lib/time'

import { usePlace } from '../place'
import type { Reparse } from '../model'
import { useReparses } from './queries'

/** Earlier reparses; nothing where there are none. */
export function Reparses() {
  const reparses = useReparses()
  const [, go] = usePlace()
  const found = reparses.data?.results ?? []
  if (found.length === 0) return null
  return (
    <Panel title="Reparses">
      <ul className="divide-y">
        {found.map((reparse) => (
          <li key={reparse.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <button
              type="button"
              onClick={() => void go({ reparse: reparse.id })}
              className="rounded-sm text-ink hover:text-accent hover:underline"
            >
              {reparse.name}@{reparse.version}
            </button>
            <StageBadge reparse={reparse} />
            <span className="min-w-0 flex-1 truncate text-xs text-ink-3">
              {reparse.query ? <code>{reparse.query}</code> : 'all logs'} · {reparse.created_by},{' '}
              {timeAgo(Date.parse(reparse.created_at))}
            </span>
            <span className="text-xs text-ink-3 tabular-nums">
              {count(reparse.counts.changed)} of {count(reparse.compared)} change
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function StageBadge({ reparse: { stage } }: { reparse: Reparse }) {
  if (stage === 'failed') return <Badge tone="error">failed</Badge>
  if (stage === 'done') return <Badge tone="accent">applied</Badge>
  return <Badge>{stage}</Badge>
}
