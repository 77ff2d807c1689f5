'use client'

import { useState } from 'react'

import { QueryState } from '@/components/query-state'
import { Badge, Button } from '@/components/ui'
import { useMay } from '@/features/session'
import { timeAgo } from '@/lib/time'

import type { Definition, Rule } from '../model'
import { useRuleActions, useRuleVersions } from '../queries'
import { ruleWords } from '../words'

/** What the rule was before, and the way back. */
export function Versions({ rule }: { rule: Rule }) {
  const versions = useRuleVersions(rule.id)
  const mayEdit = useMay('editor')
  const { bringBack } = useRuleActions()
  const [open, setOpen] = useState<number | null>(null)
  return (
    <QueryState query={versions}>
      {({ results }) => (
        <ol aria-label="Versions" className="divide-y">
          {results.map((version, place) => (
            <li key={version.number} className="px-4 py-2">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <Badge tone={version.number === rule.version ? 'accent' : 'neutral'}>
                  version {version.number}
                </Badge>
                <span className="min-w-0 flex-1 basis-48 truncate text-xs text-ink-2">
                  {version.note || ruleWords(version.definition)}
                </span>
                <span className="text-xs text-ink-3">
                  {version.created_by ?? 'somebody'}, {timeAgo(Date.parse(version.created_at))}
                </span>
                <Button
                  size="sm"
                  variant="ghost"
                  aria-expanded={open === version.number}
                  onClick={() => setOpen(open === version.number ? null : version.number)}
                >
                  What changed
                </Button>
                {mayEdit && version.number !== rule.version && (
                  <Button
                    size="sm"
                    busy={bringBack.isPending}
                    onClick={() => bringBack.mutate({ id: rule.id, version: version.number })}
                  >
                    Bring back
                  </Button>
                )}
              </div>
              {open === version.number && (
                <Differences now={version.definition} before={results[place + 1]?.definition} />
              )}
            </li>
          ))}
        </ol>
      )}
    </QueryState>
  )
}

function Differences({ now, before }: { now: Definition; before: Definition | undefined }) {
  const [ours, theirs] = [now, before ?? {}] as Record<string, unknown>[]
  const names = [...new Set([...Object.keys(ours!), ...Object.keys(theirs!)])].filter(
    (name) => text(ours![name]) !== text(theirs![name]),
  )
  if (names.length === 0) return <p className="pt-2 text-xs text-ink-3">Nothing but the note.</p>
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 pt-2 font-mono text-2xs">
      {names.map((name) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">
            {before && theirs![name] !== undefined && (
              <del className="mr-2 text-sev-error">{text(theirs![name])}</del>
            )}
            <ins className="text-accent no-underline">{text(ours![name]) || 'left out'}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

const text = (value: unknown) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
