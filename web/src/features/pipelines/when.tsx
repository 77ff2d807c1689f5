'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'

import { Field, Input } from '@/components/ui'
import { useMay, useTenant } from '@/features/session'
import { get } from '@/lib/api'
import { cn } from '@/lib/cn'
import type { ApiKey, List } from '@/lib/model'

import { INPUTS } from './model'
import type { Draft, Problem } from './model'

export interface WhenProps {
  draft: Draft
  onChange: (part: Partial<Draft>) => void
  readOnly: boolean
  problems: Problem[]
}

/** What the pipeline is called, and which logs go through it. */
export function When({ draft, onChange, readOnly, problems }: WhenProps) {
  const [open, setOpen] = useState(Boolean(draft.condition || draft.inputs.length || draft.keys.length))
  const wrong = problems.find(({ part }) => part === 'condition')
  const said = [
    draft.inputs.length > 0 && `from ${draft.inputs.join(', ')}`,
    draft.keys.length > 0 && `with ${draft.keys.length} of the keys`,
    draft.condition && 'on a condition',
  ].filter(Boolean)
  return (
    <div className="flex flex-col gap-1 border-b px-4 py-2">
      <div className="flex flex-wrap items-center gap-3">
        <Input
          aria-label="Name"
          placeholder="A name, such as nginx"
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
          maxLength={100}
          readOnly={readOnly}
          className="w-56"
        />
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex items-center gap-1 rounded-sm text-xs text-ink-3 hover:text-ink"
        >
          <ChevronRight aria-hidden className={cn('size-3.5', open && 'rotate-90')} />
          {said.length > 0 ? `Logs ${said.join(', ')}` : 'All logs go through it'}
        </button>
      </div>
      {open && (
        <div className="flex flex-col gap-2 pt-1">
          <Field
            label="Only events of which this is true"
            hint={'As in `if`: [service] == "nginx" and [status] >= 400'}
            error={wrong && `${wrong.message}${wrong.hint ? ` (${wrong.hint})` : ''}`}
          >
            {(ids) => (
              <Input
                {...ids}
                value={draft.condition}
                onChange={(event) => onChange({ condition: event.target.value })}
                readOnly={readOnly}
                spellCheck={false}
                className="font-mono text-xs"
              />
            )}
          </Field>
          <Choices
            label="Only from these inputs"
            options={INPUTS.map((input) => [input, input])}
            chosen={draft.inputs}
            onChange={(inputs) => onChange({ inputs })}
            readOnly={readOnly}
          />
          <Keys chosen={draft.keys} onChange={(keys) => onChange({ keys })} readOnly={readOnly} />
        </div>
      )}
    </div>
  )
}

interface ChoicesProps<T> {
  label: string
  options: [T, string][]
  chosen: T[]
  onChange: (chosen: T[]) => void
  readOnly: boolean
}

function Choices<T extends string | number>({ label, options, chosen, onChange, readOnly }: ChoicesProps<T>) {
  return (
    <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <legend className="float-left mr-3 text-xs font-medium text-ink-2">{label}</legend>
      {options.map(([value, name]) => (
        <label key={value} className="flex items-center gap-1 text-ink-2">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            disabled={readOnly}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
            className="accent-(--accent)"
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

function Keys({
  chosen,
  onChange,
  readOnly,
}: Pick<ChoicesProps<number>, 'chosen' | 'onChange' | 'readOnly'>) {
  const tenant = useTenant()
  const keys = useQuery({
    queryKey: ['api-keys', tenant],
    queryFn: ({ signal }) => get<List<ApiKey>>('/api-keys/', undefined, signal),
    enabled: useMay('admin'),
  })
  const found = keys.data?.results ?? []
  if (found.length === 0) return null
  return (
    <Choices
      label="Only with these API keys"
      options={found.map(({ id, name }) => [id, name])}
      chosen={chosen}
      onChange={onChange}
      readOnly={readOnly}
    />
  )
}
