'use client'

import { ChevronRight } from 'lucide-react'
import { useState } from 'react'

import { Badge } from '@/components/ui'
import { cn } from '@/lib/cn'

import { changes, flat, show } from '../fields'
import type { Change } from '../fields'
import type { Document, Step, Tried } from '../model'

const failed = (tag: string) => /^_.*(failure|error|timeout)$/.test(tag)

/** What one sample became, and on demand what each filter did to it. */
export function Outcome({ tried }: { tried: Tried }) {
  const [open, setOpen] = useState(false)
  if (tried.left_out) return <p className="px-3 py-2 text-xs text-sev-warning">There was no time for it.</p>
  return (
    <div className="flex flex-col">
      {tried.documents.map((document, place) => (
        <Fields key={place} document={document} />
      ))}
      {tried.steps.length > 0 && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex items-center gap-1 border-t px-3 py-1 text-left text-xs text-ink-3 hover:text-ink"
        >
          <ChevronRight aria-hidden className={cn('size-3.5', open && 'rotate-90')} />
          Step by step
        </button>
      )}
      {open && <Steps tried={tried} />}
    </div>
  )
}

function Fields({ document }: { document: Document }) {
  const { tags, attributes, ...own } = document
  const rows = Object.entries({ ...own, ...flat((attributes as Document | undefined) ?? {}) })
  return (
    <div className="px-3 py-2 [&+&]:border-t">
      {Array.isArray(tags) && tags.length > 0 && (
        <p className="mb-1 flex flex-wrap gap-1">
          {tags.map((tag) => (
            <Badge key={String(tag)} tone={failed(String(tag)) ? 'error' : undefined}>
              {String(tag)}
            </Badge>
          ))}
        </p>
      )}
      <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-3 text-xs">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="truncate text-ink-3" title={name}>
              {name}
            </dt>
            <dd className="font-mono break-all">{show(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Steps({ tried }: { tried: Tried }) {
  const before = (place: number): Step | undefined => tried.steps[place - 1]
  return (
    <ol className="divide-y border-t">
      {tried.steps.map((step, place) => (
        <li key={place} className="px-3 py-1.5 text-xs">
          <p className="flex items-baseline gap-2">
            <code className="font-medium">{step.filter}</code>
            <span className="text-ink-3">line {step.line}</span>
            {step.events.length === 0 && <Badge>dropped</Badge>}
            {step.events.length > 1 && <Badge>{step.events.length} logs</Badge>}
          </p>
          <Changed found={difference(before(place), step, tried.sample)} />
        </li>
      ))}
    </ol>
  )
}

function difference(before: Step | undefined, after: Step, sample: string): Change[] {
  const start = before?.events[0] ?? (sample.trimStart().startsWith('{') ? {} : { message: sample })
  const end = after.events[0]
  return end ? changes(start, end).filter(({ field }) => before !== undefined || field !== '@timestamp') : []
}

const SIGNS = { added: '+', removed: '−', changed: '~' }
const TONES = { added: 'text-accent-strong', removed: 'text-sev-error', changed: 'text-sev-warning' }

/** Fields that came, went and changed; told apart by sign as well as by colour. */
export function Changed({ found }: { found: Change[] }) {
  if (found.length === 0) return <p className="text-ink-3">nothing changed</p>
  return (
    <ul className="mt-0.5 flex flex-col">
      {found.map(({ field, kind, before, after }) => (
        <li key={field} className="grid grid-cols-[1rem_minmax(6rem,auto)_minmax(0,1fr)] gap-x-2">
          <span className={cn('font-mono', TONES[kind])} aria-label={kind}>
            {SIGNS[kind]}
          </span>
          <span className="text-ink-3">{field}</span>
          <span className="font-mono break-all">
            {kind !== 'added' && <del className="text-ink-3">{show(before)}</del>}
            {kind === 'changed' && ' → '}
            {kind !== 'removed' && <ins className="no-underline">{show(after)}</ins>}
          </span>
        </li>
      ))}
    </ul>
  )
}
