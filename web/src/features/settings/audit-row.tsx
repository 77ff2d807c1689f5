'use client'

import { useTimes } from '@/features/session'
import type { Person } from '@/lib/model'

export interface AuditEntry {
  id: number
  at: string
  by: Person | null
  /** A person, a key, or empty for the command line and the product itself. */
  who: string
  action: string
  subject: string
  details: Record<string, unknown>
}

/** One sentence of the log; what belongs to it opens below. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { moment, exact } = useTimes()
  const details = Object.entries(entry.details)
  const sentence = (
    <>
      <time dateTime={entry.at} title={exact(entry.at)} className="w-44 shrink-0 text-xs text-ink-3">
        {moment(entry.at)}
      </time>
      <span className="min-w-0 flex-1 basis-64 break-words">
        <b className="font-medium">{entry.who || 'the command line'}</b>{' '}
        <span className="text-ink-2">{entry.action}</span> {entry.subject}
      </span>
    </>
  )
  const look = 'flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm'
  if (details.length === 0) return <li className={look}>{sentence}</li>
  return (
    <li>
      <details>
        <summary className={`${look} cursor-pointer hover:bg-hover`}>
          {sentence}
          <span className="text-xs text-ink-3">details</span>
        </summary>
        <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 border-t bg-canvas px-4 py-2 text-xs">
          {details.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name.replaceAll('_', ' ')}</dt>
              <dd className="min-w-0 font-mono break-words">{readable(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  )
}

/** Lists of plain values as words; what is nested as JSON. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value || '(empty)'
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.join(', ') || '(none)'
  return JSON.stringify(value)
}
