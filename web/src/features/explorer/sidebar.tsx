'use client'

import { Columns3, Pin, PinOff, Search, ZoomIn, ZoomOut } from 'lucide-react'
import { useState } from 'react'

import { Failing } from '@/components/query-state'
import { SeverityMark } from '@/components/severity'
import { IconButton, Input, Skeleton } from '@/components/ui'
import { rank, coverage } from '@/components/query-bar/complete'
import { cn } from '@/lib/cn'
import type { FieldInfo, Scalar } from '@/lib/model'
import { compact, count, percent } from '@/lib/number'
import { recall, remember } from '@/lib/storage'

import { isQueryError, useFields, useValues } from './asks'
import type { Run } from './run'

const PINNED = 'elk.explorer.pinned'
const FIRST = ['level', 'service', 'source', 'host', 'environment', 'logger']
const HIDDEN = new Set(['id', 'tenant_id', '@timestamp', 'received_at', 'message', 'raw'])

export interface SidebarProps {
  run: Run
  columns: readonly string[]
  onColumn: (field: string) => void
  onFilter: (field: string, value: Scalar | null, negated: boolean) => void
}

const recallPinned = () => (recall(PINNED) ?? '').split('\n').filter(Boolean)

/** The fields of what matches: how many logs have each, and its commonest values. */
export function Sidebar({ run, columns, onColumn, onFilter }: SidebarProps) {
  const query = useFields(run)
  const [wanted, setWanted] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const [pinned, setPinned] = useState(recallPinned)
  const pin = (field: string) => {
    const next = pinned.includes(field) ? pinned.filter((each) => each !== field) : [...pinned, field]
    setPinned(next)
    remember(PINNED, next.join('\n'))
  }
  const { data } = query
  const shown = arrange(data?.results ?? [], wanted.trim(), pinned)
  return (
    <section aria-label="Fields" className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-1.5 border-b px-3 py-1.5">
        <Search aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        <Input
          type="search"
          aria-label="Search fields"
          placeholder={data ? `Search ${data.results.length} fields` : 'Search fields'}
          className="h-7 text-xs"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      <div
        className={cn('min-h-0 flex-1 overflow-auto py-1', query.isPlaceholderData && 'opacity-60')}
        aria-busy={query.isFetching}
      >
        {!data && query.error && !isQueryError(query.error) && (
          <Failing error={query.error} retry={() => void query.refetch()} />
        )}
        {!data && query.isFetching && <FieldsSkeleton />}
        {data && shown.length === 0 && (
          <p className="px-3 py-4 text-center text-xs text-ink-3">
            {wanted ? 'No field is called so.' : 'No fields.'}
          </p>
        )}
        <ul>
          {shown.map((field) => (
            <Field
              key={field.name}
              field={field}
              total={data?.total ?? 0}
              run={run}
              open={open === field.name}
              onOpen={() => setOpen(open === field.name ? null : field.name)}
              isColumn={columns.includes(field.name)}
              isPinned={pinned.includes(field.name)}
              onPin={() => pin(field.name)}
              onColumn={onColumn}
              onFilter={onFilter}
            />
          ))}
        </ul>
      </div>
    </section>
  )
}

/** Pinned ones first, then the main ones in their order, then the commonest. */
export function arrange(
  fields: readonly FieldInfo[],
  wanted: string,
  pinned: readonly string[],
): FieldInfo[] {
  const place = (name: string) => {
    if (pinned.includes(name)) return -100 + pinned.indexOf(name)
    const first = FIRST.indexOf(name)
    return first < 0 ? FIRST.length : first
  }
  return fields
    .filter(({ name }) => (wanted ? rank(name, wanted) >= 0 : !HIDDEN.has(name)))
    .sort(
      (a, b) =>
        (wanted ? rank(a.name, wanted) - rank(b.name, wanted) : 0) ||
        place(a.name) - place(b.name) ||
        b.count - a.count ||
        a.name.localeCompare(b.name),
    )
}

interface FieldProps extends Omit<SidebarProps, 'columns'> {
  field: FieldInfo
  total: number
  open: boolean
  onOpen: () => void
  isColumn: boolean
  isPinned: boolean
  onPin: () => void
}

const SIGNS: Record<string, string> = {
  string: 't',
  integer: '#',
  float: '#',
  boolean: '?',
  list: '[]',
  object: '{}',
  date: '@',
}

function Field({
  field,
  total,
  run,
  open,
  onOpen,
  isColumn,
  isPinned,
  onPin,
  onColumn,
  onFilter,
}: FieldProps) {
  const { name, types } = field
  return (
    <li className="group">
      <div className="relative flex items-center hover:bg-hover">
        <button
          type="button"
          aria-expanded={open}
          onClick={onOpen}
          title={`${name}: ${types.join(', ')}, in ${count(field.count)} of ${count(total)} logs`}
          className="flex h-7 min-w-0 flex-1 items-center gap-2 px-3 text-left text-xs focus-visible:-outline-offset-2 pointer-coarse:h-10"
        >
          <span aria-hidden className="w-4 shrink-0 text-center font-mono text-2xs text-ink-3">
            {SIGNS[types[0] ?? ''] ?? 't'}
          </span>
          <span
            className={cn(
              'min-w-0 truncate font-mono text-2xs',
              isColumn ? 'text-accent-strong' : 'text-ink-2',
            )}
          >
            {name}
          </span>
          <span className="ml-auto shrink-0 text-2xs text-ink-3 tabular-nums group-focus-within:invisible group-hover:invisible pointer-coarse:visible!">
            {coverage(field.count, total)}
          </span>
        </button>
        <span className="absolute right-1 flex bg-hover opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:static pointer-coarse:bg-transparent pointer-coarse:opacity-100">
          <IconButton
            size="sm"
            label={isPinned ? `Unpin ${name}` : `Pin ${name}`}
            pressed={isPinned}
            onClick={onPin}
          >
            {isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
          </IconButton>
          <IconButton
            size="sm"
            label={isColumn ? `Remove the column ${name}` : `Add ${name} as a column`}
            pressed={isColumn}
            onClick={() => onColumn(name)}
          >
            <Columns3 aria-hidden />
          </IconButton>
        </span>
      </div>
      {open && <TopValues run={run} field={name} onFilter={onFilter} />}
    </li>
  )
}

interface TopValuesProps {
  run: Run
  field: string
  onFilter: SidebarProps['onFilter']
}

function TopValues({ run, field, onFilter }: TopValuesProps) {
  const query = useValues(run, field)
  if (query.error) return <Failing error={query.error} retry={() => void query.refetch()} className="py-4" />
  if (!query.data) {
    return (
      <div
        role="status"
        aria-label={`Loading the values of ${field}`}
        className="flex flex-col gap-2 px-3 py-2 pl-9"
      >
        {['w-3/4', 'w-1/2', 'w-2/5'].map((width) => (
          <Skeleton key={width} className={cn('h-3', width)} />
        ))}
      </div>
    )
  }
  const { results, present, total, distinct } = query.data
  if (!results.length) return <p className="px-9 py-2 text-2xs text-ink-3">No log that matches has it.</p>
  return (
    <div className="pt-0.5 pb-2">
      <ul aria-label={`Commonest values of ${field}`}>
        {results.map(({ value, count: many }) => (
          <li
            key={`${typeof value} ${String(value)}`}
            className="group/value relative flex items-center gap-1 py-0.5 pr-1 pl-9 hover:bg-hover"
          >
            <div className="min-w-0 flex-1">
              <div className="flex items-center gap-1.5 text-2xs">
                {field === 'level' && <SeverityMark level={String(value)} className="size-2" />}
                <span className="min-w-0 truncate font-mono text-ink" title={String(value)}>
                  {String(value) || '(empty)'}
                </span>
                <span className="ml-auto shrink-0 text-ink-3 tabular-nums" title={`${count(many)} logs`}>
                  {percent(many, present)}
                </span>
              </div>
              <div aria-hidden className="mt-0.5 h-0.5 rounded-full bg-active">
                <div
                  className="h-full rounded-full bg-accent-line"
                  style={{ width: `${(many / Math.max(1, present)) * 100}%` }}
                />
              </div>
            </div>
            <IconButton
              size="sm"
              label={`Only ${field} = ${String(value)}`}
              onClick={() => onFilter(field, value, false)}
            >
              <ZoomIn aria-hidden />
            </IconButton>
            <IconButton
              size="sm"
              label={`Without ${field} = ${String(value)}`}
              onClick={() => onFilter(field, value, true)}
            >
              <ZoomOut aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <p className="flex items-center gap-1 pr-1 pl-9 text-2xs text-ink-3">
        <span>
          {compact(distinct)} {distinct === 1 ? 'value' : 'values'} · in {coverage(present, total)}
        </span>
        <button
          type="button"
          className="ml-auto rounded-sm px-1 hover:bg-hover hover:text-ink"
          onClick={() => onFilter(field, null, false)}
        >
          has it
        </button>
        <button
          type="button"
          className="rounded-sm px-1 hover:bg-hover hover:text-ink"
          onClick={() => onFilter(field, null, true)}
        >
          has it not
        </button>
      </p>
    </div>
  )
}

function FieldsSkeleton() {
  return (
    <div role="status" aria-label="Loading the fields" className="flex flex-col gap-3 px-3 py-2">
      {Array.from({ length: 9 }, (_, at) => (
        <Skeleton key={at} className={cn('h-3', ['w-1/2', 'w-2/3', 'w-2/5'][at % 3])} />
      ))}
    </div>
  )
}
