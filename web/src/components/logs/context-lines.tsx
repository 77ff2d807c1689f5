'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { Failing } from '@/components/query-state'
import { SeverityMark } from '@/components/severity'
import { Button, SkeletonRows } from '@/components/ui'
import { cn } from '@/lib/cn'
import { logContext } from '@/lib/logs'
import type { LogEvent } from '@/lib/model'
import { formatClock, formatTimestamp } from '@/lib/time'
import type { Zone } from '@/lib/time'

import { oneLine, valueOf } from './event'

const SAME = ['source', 'host', 'service']
const STEP = 25
const MOST = 200

export interface ContextLinesProps {
  event: LogEvent
  tenant: string
  zone: Zone
  onOpen: (event: LogEvent) => void
}

/** The lines around a line. It stays marked, and what its neighbours share with it can be lifted. */
export function ContextLines({ event, tenant, zone, onOpen }: ContextLinesProps) {
  // The line that the context is of stays, while the panel moves along the lines around it.
  const [centre, setCentre] = useState(event)
  const [lifted, setLifted] = useState<readonly string[]>([])
  const [lines, setLines] = useState(STEP)
  const shared = SAME.filter((field) => valueOf(centre, field) !== undefined)
  const same = shared.filter((field) => !lifted.includes(field))
  const query = useQuery({
    queryKey: ['logs', 'context', tenant, centre.id, lines, same],
    queryFn: ({ signal }) => logContext(centre.id, lines, same, signal),
    staleTime: 30_000,
    placeholderData: (before) => before,
  })
  const marked = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // New browsers give a promise, which React would take for a clean-up.
    void marked.current?.scrollIntoView({ block: 'center' })
  }, [query.data])

  const around = query.data && [...query.data.before, query.data.event, ...query.data.after]
  const known = around?.some(({ id }) => id === event.id)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-1.5 border-b px-4 py-2 text-xs text-ink-3">
        <span>{same.length ? 'Lines with the same' : 'Lines from everywhere'}</span>
        {shared.map((field) => (
          <button
            key={field}
            type="button"
            aria-pressed={!lifted.includes(field)}
            title={lifted.includes(field) ? `Only lines with the same ${field}` : `Lines of any ${field}`}
            onClick={() =>
              setLifted(lifted.includes(field) ? lifted.filter((each) => each !== field) : [...lifted, field])
            }
            className={cn(
              'inline-flex h-6 items-center gap-1 rounded-sm px-1.5 font-mono text-2xs shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover',
              lifted.includes(field) ? 'text-ink-3 line-through' : 'text-ink',
            )}
          >
            {field}: {oneLine(String(valueOf(centre, field)), 24)}
            {!lifted.includes(field) && <X aria-hidden className="size-3" />}
          </button>
        ))}
        {!known && (
          <Button size="sm" variant="ghost" className="ml-auto" onClick={() => setCentre(event)}>
            Around the open line
          </Button>
        )}
      </div>
      <div
        className={cn('min-h-0 flex-1 overflow-auto', query.isPlaceholderData && 'opacity-60')}
        aria-busy={query.isFetching}
      >
        {query.isPending ? (
          <SkeletonRows rows={12} label="Loading the lines around" />
        ) : query.error || !query.data ? (
          <Failing error={query.error} retry={() => void query.refetch()} />
        ) : (
          <>
            <More
              shown={lines < MOST && query.data.before.length >= lines}
              onMore={() => setLines(lines * 2)}
              word="earlier"
            />
            <ol aria-label="Lines around this line" className="py-1 font-mono text-2xs">
              {around?.map((line) => (
                <li key={line.id} ref={line.id === centre.id ? marked : undefined}>
                  <button
                    type="button"
                    aria-current={line.id === centre.id || undefined}
                    onClick={() => onOpen(line)}
                    title={formatTimestamp(line['@timestamp'], zone)}
                    className={cn(
                      'flex min-h-6 w-full items-start gap-2 px-4 py-1 text-left hover:bg-hover',
                      line.id === event.id && 'bg-active',
                      line.id === centre.id && 'bg-accent-wash shadow-[inset_2px_0_0_var(--accent)]',
                    )}
                  >
                    <span className="shrink-0 text-ink-3">{formatClock(line['@timestamp'], zone)}</span>
                    <SeverityMark level={line.level} className="mt-[3px]" />
                    <span className="min-w-0 break-words whitespace-pre-wrap text-ink-2">
                      {line.message.slice(0, 2000)}
                    </span>
                  </button>
                </li>
              ))}
            </ol>
            <More
              shown={lines < MOST && query.data.after.length >= lines}
              onMore={() => setLines(lines * 2)}
              word="later"
            />
          </>
        )}
      </div>
    </div>
  )
}

function More({ shown, onMore, word }: { shown: boolean; onMore: () => void; word: string }) {
  if (!shown) return null
  return (
    <Button size="sm" variant="ghost" className="mx-auto my-1 flex" onClick={onMore}>
      Show {word} lines
    </Button>
  )
}
