'use client'

import { X } from 'lucide-react'

import { Button } from '@/components/ui'
import { flipFilter, removeFilter, toggleFilter } from '@/components/query-bar'
import type { Filter } from '@/components/query-bar'
import { cn } from '@/lib/cn'
import { writeJson } from '@/lib/json'

export interface FilterPillsProps {
  filters: readonly Filter[]
  onChange: (filters: Filter[]) => void
}

/** What is included and excluded besides the query: switched off with the box, flipped with the word. */
export function FilterPills({ filters, onChange }: FilterPillsProps) {
  if (!filters.length) return null
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-1.5 border-b px-3 py-1.5">
      {filters.map((filter, at) => (
        <Pill
          key={`${filter.field} ${writeJson(filter.value)}`}
          filter={filter}
          onFlip={() => onChange(flipFilter(filters, at))}
          onToggle={() => onChange(toggleFilter(filters, at))}
          onRemove={() => onChange(removeFilter(filters, at))}
        />
      ))}
      {filters.length > 1 && (
        <li>
          <Button size="sm" variant="ghost" className="h-6" onClick={() => onChange([])}>
            Remove all
          </Button>
        </li>
      )}
    </ul>
  )
}

interface PillProps {
  filter: Filter
  onFlip: () => void
  onToggle: () => void
  onRemove: () => void
}

function Pill({ filter, onFlip, onToggle, onRemove }: PillProps) {
  const { field, value, negated, off } = filter
  const said = value === null ? `${field} is there` : `${field}: ${String(value)}`
  const part = 'flex h-6 items-center px-1.5 hover:bg-active pointer-coarse:h-9'
  return (
    <li
      className={cn(
        'inline-flex max-w-full overflow-hidden rounded-sm text-2xs shadow-[inset_0_0_0_1px_var(--line-strong)]',
        negated ? 'bg-wash-error' : 'bg-accent-wash',
        off && 'bg-transparent text-ink-3',
      )}
    >
      <label
        className={cn(part, 'gap-1.5')}
        title={off ? 'Switched off: press to use it' : 'In use: press to switch it off'}
      >
        <input type="checkbox" checked={!off} onChange={onToggle} className="size-3 accent-(--accent)" />
        <span className="sr-only">Use the filter {said}</span>
      </label>
      <button
        type="button"
        onClick={onFlip}
        aria-label={negated ? `Without ${said}: include it instead` : `Only ${said}: exclude it instead`}
        title={negated ? 'Include it instead' : 'Exclude it instead'}
        className={cn(part, 'min-w-0 gap-1', off && 'line-through')}
      >
        <span className={cn('font-medium', !off && (negated ? 'text-sev-error' : 'text-accent-strong'))}>
          {negated ? 'not' : 'is'}
        </span>
        <span className="truncate font-mono">{said}</span>
      </button>
      <button type="button" onClick={onRemove} aria-label={`Remove the filter ${said}`} className={part}>
        <X aria-hidden className="size-3" />
      </button>
    </li>
  )
}
