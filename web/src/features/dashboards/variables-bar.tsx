'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, ChevronDown } from 'lucide-react'
import { useState } from 'react'

import { Button, Input, Popover, PopoverContent, PopoverTrigger, Skeleton } from '@/components/ui'
import { useTenant } from '@/features/session'
import { cn } from '@/lib/cn'
import { get } from '@/lib/api'
import type { Values } from '@/lib/model'
import { compact } from '@/lib/number'
import { useSettled } from '@/lib/use-settled'

import type { Chosen, Variable } from './model'

export interface VariablesBarProps {
  variables: readonly Variable[]
  chosen: Chosen
  /** The span whose values can be chosen. */
  span: { from: string; to: string } | undefined
  onChange: (name: string, values: string[]) => void
}

/** What is chosen for each variable. */
export function VariablesBar({ variables, chosen, span, onChange }: VariablesBarProps) {
  return variables.map((variable) => (
    <VariablePicker
      key={variable.name}
      variable={variable}
      values={chosen[variable.name] ?? []}
      span={span}
      onChange={(values) => onChange(variable.name, values)}
    />
  ))
}

interface PickerProps {
  variable: Variable
  values: string[]
  span: { from: string; to: string } | undefined
  onChange: (values: string[]) => void
}

const said = (values: string[]) =>
  values.length === 0
    ? 'all'
    : values.length <= 2
      ? values.join(', ')
      : `${values[0]} and ${values.length - 1} more`

function VariablePicker({ variable, values, span, onChange }: PickerProps) {
  const [open, setOpen] = useState(false)
  const name = variable.label || variable.name
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" className="max-w-72" aria-label={`${name}: ${said(values)}`}>
          <span className="text-ink-3">{name}</span>
          <span className={cn('truncate', values.length ? 'text-ink' : 'text-ink-2')}>{said(values)}</span>
          <ChevronDown aria-hidden className="text-ink-3" />
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-72 p-2" aria-label={name}>
        {open && (
          <Choices
            variable={variable}
            values={values}
            span={span}
            onChange={(next) => {
              onChange(next)
              if (!variable.multiple) setOpen(false)
            }}
          />
        )}
      </PopoverContent>
    </Popover>
  )
}

interface Choice {
  value: string
  count?: number
}

function useChoices(variable: Variable, typed: string, span: PickerProps['span']) {
  const tenant = useTenant()
  const prefix = useSettled(typed.trim())
  const query = useQuery({
    queryKey: ['logs', 'variable', tenant, variable.field, prefix, span?.from, span?.to],
    queryFn: ({ signal }) =>
      get<Values>('/logs/values/', { ...span, field: variable.field, prefix, limit: 50 }, signal),
    enabled: variable.field !== '' && span !== undefined,
    placeholderData: (before) => before,
    retry: false,
  })
  const own = variable.values
    .filter((value) => value.toLowerCase().includes(typed.trim().toLowerCase()))
    .map((value): Choice => ({ value }))
  const found = (query.data?.results ?? []).map(({ value, count }): Choice => ({
    value: String(value),
    count,
  }))
  return {
    choices: [...own, ...found.filter(({ value }) => !variable.values.includes(value))],
    waiting: query.isLoading,
    error: query.error,
  }
}

function Choices({ variable, values, span, onChange }: PickerProps) {
  const [typed, setTyped] = useState('')
  const { choices, waiting, error } = useChoices(variable, typed, span)
  const toggle = (value: string) => {
    if (!variable.multiple) return onChange([value])
    onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value])
  }
  const missing = values.filter((value) => !choices.some((choice) => choice.value === value))
  const shown = [...missing.map((value): Choice => ({ value })), ...choices]
  const other = typed.trim()
  const first = choices.find(({ value }) => value.toLowerCase().startsWith(other.toLowerCase()))?.value
  return (
    <div className="flex flex-col gap-1">
      <Input
        autoFocus
        aria-label="Look for a value"
        placeholder="Look for a value"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && other && toggle(first ?? other)}
        className="h-7 text-xs"
      />
      <ul className="max-h-72 overflow-y-auto" aria-label="Values">
        <Line on={values.length === 0} onPress={() => onChange([])} round={!variable.multiple}>
          all
        </Line>
        {shown.map(({ value, count }) => (
          <Line
            key={value}
            on={values.includes(value)}
            onPress={() => toggle(value)}
            round={!variable.multiple}
            count={count}
          >
            {value}
          </Line>
        ))}
      </ul>
      {waiting && <Skeleton className="h-5" />}
      {error && <p className="px-2 py-1 text-xs text-sev-error">{error.message}</p>}
      {other && !shown.some(({ value }) => value === other) && (
        <Button size="sm" variant="ghost" className="justify-start" onClick={() => toggle(other)}>
          Use “{other}”
        </Button>
      )}
    </div>
  )
}

interface LineProps {
  on: boolean
  round: boolean
  count?: number
  onPress: () => void
  children: string
}

function Line({ on, round, count, onPress, children }: LineProps) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={on}
        onClick={onPress}
        className="flex min-h-7 w-full items-center gap-2 rounded-sm px-2 text-left text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
      >
        <span
          aria-hidden
          className={cn(
            'flex size-3.5 shrink-0 items-center justify-center shadow-[inset_0_0_0_1px_var(--field-line)]',
            round ? 'rounded-full' : 'rounded-[3px]',
            on && 'bg-accent text-accent-ink shadow-none',
          )}
        >
          {on && <Check className="size-3" />}
        </span>
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {count !== undefined && <span className="text-ink-3">{compact(count)}</span>}
      </button>
    </li>
  )
}
