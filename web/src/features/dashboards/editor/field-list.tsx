'use client'

import { X } from 'lucide-react'
import { useState } from 'react'

import { FieldInput } from './field-input'

export interface FieldListProps {
  label: string
  value: string[]
  most: number
  fields: readonly string[]
  onChange: (value: string[]) => void
  placeholder: string
}

/** Several fields in an order; Enter (or a suggestion) adds one. */
export function FieldList({ label, value, most, fields, onChange, placeholder }: FieldListProps) {
  const [typed, setTyped] = useState('')
  const add = (field: string) => {
    setTyped('')
    if (field && !value.includes(field)) onChange([...value, field])
  }
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-xs font-medium text-ink-2">{label}</span>
      {value.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1">
          {value.map((field) => (
            <li
              key={field}
              className="flex h-6 items-center rounded-md bg-active pl-2 font-mono text-2xs text-ink"
            >
              {field}
              <button
                type="button"
                aria-label={`Remove ${field}`}
                onClick={() => onChange(value.filter((each) => each !== field))}
                className="flex size-6 items-center justify-center rounded-md text-ink-3 hover:text-ink"
              >
                <X aria-hidden className="size-3" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {value.length < most && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            add(typed)
          }}
        >
          <FieldInput
            label={`${label}: add a field`}
            value={typed}
            placeholder={placeholder}
            fields={fields.filter((field) => !value.includes(field))}
            // A suggestion that is chosen comes whole, and is meant.
            onChange={(next) =>
              next.length - typed.length > 1 && fields.includes(next) ? add(next) : setTyped(next)
            }
          />
        </form>
      )}
    </div>
  )
}
