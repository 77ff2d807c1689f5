'use client'

import { createContext, useContext, useId, useState } from 'react'
import type { ReactNode } from 'react'

import { Input } from '@/components/ui'
import { cn } from '@/lib/cn'

import { readDuration } from '../durations'

/** What is wrong with the rule, by the place that the server names (`condition.value`). */
export type Mistakes = Record<string, string>

export interface LineProps {
  label: ReactNode
  hint?: ReactNode
  mistake?: string
  children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': true | undefined }) => ReactNode
  className?: string
}

/** What the line is called that something is in, for names that would say too little alone. */
const LineName = createContext('')

/** A label at the left, its control at the right, and under it what is wrong or what to know. */
export function Line({ label, hint, mistake, children, className }: LineProps) {
  const id = useId()
  const note = mistake ?? hint
  return (
    <div className={cn('grid gap-x-4 gap-y-1 sm:grid-cols-[8.5rem_minmax(0,1fr)]', className)}>
      <label htmlFor={id} className="pt-1.5 text-xs font-medium text-ink-2">
        {label}
      </label>
      <div className="min-w-0">
        <LineName value={typeof label === 'string' ? label : ''}>
          {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': mistake ? true : undefined })}
        </LineName>
        <p
          id={`${id}-note`}
          role={mistake ? 'alert' : undefined}
          className={cn('mt-0.5 text-xs', mistake ? 'text-sev-error' : 'text-ink-3', !note && 'sr-only')}
        >
          {note}
        </p>
      </div>
    </div>
  )
}

interface NumberInputProps {
  id?: string
  label?: string
  value: number | undefined
  onChange: (value: number) => void
  className?: string
  'aria-invalid'?: true
  'aria-describedby'?: string
}

/** A number as it is typed; what is no number yet stays on screen and changes nothing. */
export function NumberInput({ value, onChange, label, className, ...rest }: NumberInputProps) {
  const [text, setText] = useState(String(value ?? ''))
  const [of, setOf] = useState(value)
  if (of !== value) {
    setOf(value)
    if (Number(text) !== value) setText(String(value ?? ''))
  }
  const wrong = text.trim() === '' || !Number.isFinite(Number(text))
  return (
    <Input
      {...rest}
      aria-label={label}
      inputMode="decimal"
      autoComplete="off"
      aria-invalid={wrong || rest['aria-invalid']}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        const number = Number(event.target.value)
        if (event.target.value.trim() !== '' && Number.isFinite(number)) onChange(number)
      }}
      className={cn('w-24 font-mono', className)}
    />
  )
}

interface DurationInputProps {
  id?: string
  label?: string
  value: string | undefined
  onChange: (value: string) => void
  /** What to choose from with one press. */
  usual?: readonly string[]
  'aria-invalid'?: true
  'aria-describedby'?: string
}

/** A length of time: typed, or one of the usual ones. */
export function DurationInput({ value = '', onChange, label, usual = [], ...rest }: DurationInputProps) {
  const wrong = readDuration(value) === null
  const line = useContext(LineName)
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <Input
        {...rest}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={wrong || rest['aria-invalid']}
        value={value}
        onChange={(event) => onChange(event.target.value.trim())}
        className="w-20 font-mono"
      />
      {usual.map((each) => (
        <button
          key={each}
          type="button"
          aria-label={`${line}: ${each}`}
          aria-pressed={each === value}
          onClick={() => onChange(each)}
          className="h-6 rounded-sm px-1.5 font-mono text-2xs text-ink-3 hover:bg-hover hover:text-ink aria-pressed:bg-accent-wash aria-pressed:text-accent-strong pointer-coarse:h-9"
        >
          {each}
        </button>
      ))}
    </span>
  )
}
