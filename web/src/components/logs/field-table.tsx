'use client'

import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'

import { Input } from '@/components/ui'
import { plural } from '@/lib/number'
import type { LogEvent } from '@/lib/model'

import { flatten, textOf } from './event'
import { ValueActions, ValueLinks } from './value-actions'
import type { ValueHandlers } from './value-actions'

export interface FieldTableProps extends ValueHandlers {
  event: LogEvent
  columns?: readonly string[]
}

/** Every field of an event, searchable by name and value. */
export function FieldTable({ event, columns = [], ...handlers }: FieldTableProps) {
  const [wanted, setWanted] = useState('')
  const fields = useMemo(() => flatten(event), [event])
  const needle = wanted.trim().toLowerCase()
  const shown = fields.filter(
    ({ name, value }) =>
      !needle || name.toLowerCase().includes(needle) || textOf(value).toLowerCase().includes(needle),
  )
  return (
    <div>
      <div className="sticky top-0 z-10 flex items-center gap-2 border-b bg-surface px-4 py-2">
        <Search aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        <Input
          type="search"
          aria-label="Search the fields"
          placeholder="Search names and values"
          className="h-7 text-xs"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <span className="shrink-0 text-2xs text-ink-3" aria-live="polite">
          {needle ? `${shown.length} of ${fields.length}` : plural(fields.length, 'field')}
        </span>
      </div>
      {shown.length === 0 && (
        <p className="px-4 py-6 text-center text-xs text-ink-3">No field or value has this.</p>
      )}
      <FieldRows fields={shown} columns={columns} handlers={handlers} />
    </div>
  )
}

export interface FieldRowsProps {
  fields: readonly { name: string; value: unknown }[]
  columns: readonly string[]
  handlers: ValueHandlers
}

export function FieldRows({ fields, columns, handlers }: FieldRowsProps) {
  return (
    <dl className="text-xs">
      {fields.map(({ name, value }) => (
        <div
          key={name}
          className="group relative grid grid-cols-[minmax(88px,32%)_1fr] gap-3 border-b px-4 py-1.5 hover:bg-hover"
        >
          <dt className="truncate font-mono text-2xs leading-5 text-ink-3" title={name}>
            {name}
          </dt>
          <dd className="min-w-0 font-mono leading-5 break-words whitespace-pre-wrap text-ink">
            {textOf(value) || <span className="text-ink-3">empty</span>}
            <ValueLinks links={handlers.linksOf?.(name, value) ?? []} />
            <span className="absolute top-1 right-2 flex rounded-md bg-hover opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:static pointer-coarse:mt-1 pointer-coarse:bg-transparent pointer-coarse:opacity-100">
              <ValueActions field={name} value={value} isColumn={columns.includes(name)} {...handlers} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
