'use client'

import { useId } from 'react'

import { Input } from '@/components/ui'

export interface FieldInputProps {
  label: string
  value: string
  fields: readonly string[]
  onChange: (field: string) => void
  placeholder?: string
  id?: string
}

/** The name of a field, with those that the logs have as suggestions. */
export function FieldInput({ label, value, fields, onChange, placeholder, id }: FieldInputProps) {
  const list = useId()
  return (
    <>
      <Input
        id={id}
        aria-label={label}
        list={list}
        value={value}
        placeholder={placeholder ?? 'field'}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value.trim())}
        className="font-mono text-xs"
      />
      <datalist id={list}>
        {fields.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
