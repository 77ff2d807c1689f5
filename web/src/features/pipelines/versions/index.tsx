'use client'

import { useState } from 'react'

import { QueryState } from '@/components/query-state'
import { Badge, Button } from '@/components/ui'
import { useMay } from '@/features/session'
import { cn } from '@/lib/cn'
import { leave } from '@/lib/leaving'
import { timeAgo } from '@/lib/time'

import type { Draft, Pipeline, Version } from '../model'
import { usePipelineActions, useVersions } from '../queries'
import { difference } from './difference'

export interface VersionsProps {
  pipeline: Pipeline
  draft: Draft
  onBack: (made: Pipeline) => void
}

/** Every version, what differs between it and what is in the editor, and the way back to it. */
export function Versions({ pipeline, draft, onBack }: VersionsProps) {
  const versions = useVersions(pipeline.id)
  const [open, setOpen] = useState<number | null>(null)
  const { bringBack } = usePipelineActions()
  const mayEdit = useMay('editor')
  return (
    <QueryState query={versions}>
      {({ results }) => (
        <ol className="divide-y">
          {results.map((version) => (
            <li key={version.number} className="flex flex-col gap-2 px-4 py-2.5">
              <div className="flex flex-wrap items-center gap-2 text-sm">
                <span className="font-medium">Version {version.number}</span>
                {version.number === pipeline.version.number && <Badge tone="accent">runs</Badge>}
                <span className="min-w-0 flex-1 truncate text-xs text-ink-3">
                  {version.note && `${version.note} · `}
                  {version.created_by ?? 'somebody'}, {timeAgo(Date.parse(version.created_at))}
                </span>
                <Button
                  size="sm"
                  variant="ghost"
                  aria-expanded={open === version.number}
                  onClick={() => setOpen(open === version.number ? null : version.number)}
                >
                  Compare
                </Button>
                {mayEdit && version.number !== pipeline.version.number && (
                  <Button
                    size="sm"
                    busy={bringBack.isPending && bringBack.variables.version === version.number}
                    onClick={() =>
                      leave(() =>
                        bringBack.mutate({ id: pipeline.id, version: version.number }, { onSuccess: onBack }),
                      )
                    }
                  >
                    Bring back
                  </Button>
                )}
              </div>
              {open === version.number && <Compared version={version} draft={draft} />}
            </li>
          ))}
        </ol>
      )}
    </QueryState>
  )
}

const SIGNS = { same: ' ', gone: '−', new: '+' }

/** From that version to what is in the editor. */
function Compared({ version, draft }: { version: Version; draft: Draft }) {
  const lines = difference(version.text, draft.text)
  if (version.text === draft.text && version.condition === draft.condition)
    return <p className="text-xs text-ink-3">It is what the editor has.</p>
  return (
    <div className="overflow-auto rounded-md border">
      {version.condition !== draft.condition && (
        <p className="border-b px-3 py-1 text-xs text-ink-3">
          Condition: <del>{version.condition || 'none'}</del> → <ins>{draft.condition || 'none'}</ins>
        </p>
      )}
      <pre className="py-1 text-xs leading-5">
        {lines.map(({ kind, text }, place) => (
          <div
            key={place}
            className={cn(
              'px-3 whitespace-pre-wrap',
              kind === 'gone' && 'bg-wash-error',
              kind === 'new' && 'bg-accent-wash',
            )}
          >
            <span aria-label={kind === 'same' ? undefined : kind} className="mr-2 text-ink-3 select-none">
              {SIGNS[kind]}
            </span>
            {text}
          </div>
        ))}
      </pre>
    </div>
  )
}
