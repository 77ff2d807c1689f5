'use client'

import { useId, useState, type ReactNode } from 'react'

import { Field, Input, Select } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { cn } from '@/lib/cn'
import type { Density, Theme } from '@/lib/model'
import { browserZone, formatTimestamp } from '@/lib/time'

import { Section } from '@/components/section'

const THEMES: readonly Choice<Theme>[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]
const DENSITIES: readonly Choice<Density>[] = [
  { value: 'compact', label: 'Compact', hint: '26 px rows' },
  { value: 'comfortable', label: 'Comfortable', hint: '30 px rows' },
]
const FORMATS = [
  { value: 'iso', label: 'Exact: 2026-11-23 14:05:01.123' },
  { value: 'local', label: 'As this browser writes it' },
  { value: 'relative', label: 'How long ago' },
] as const

export function Appearance() {
  const { preferences, change } = usePreferences()
  return (
    <Section title="Appearance" lead="Kept with your account: every browser you log in with looks like this.">
      <div className="flex max-w-md flex-col gap-5">
        <Choices
          legend="Theme"
          value={preferences.theme}
          choices={THEMES}
          onChange={(theme) => change({ theme })}
        />
        <Choices
          legend="Density"
          value={preferences.density}
          choices={DENSITIES}
          onChange={(density) => change({ density })}
        />
        <Zone value={preferences.timezone} onChange={(timezone) => change({ timezone })} />
        <Field label="Times in lists" hint="Rows of Explorer and Live are always exact.">
          {({ id }) => (
            <Select
              id={id}
              value={preferences.time_format}
              options={FORMATS}
              onChange={(time_format) => change({ time_format })}
            />
          )}
        </Field>
      </div>
    </Section>
  )
}

interface Choice<T extends string> {
  value: T
  label: ReactNode
  hint?: string
}

interface ChoicesProps<T extends string> {
  legend: string
  value: T
  choices: readonly Choice<T>[]
  onChange: (value: T) => void
}

function Choices<T extends string>({ legend, value, choices, onChange }: ChoicesProps<T>) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">{legend}</legend>
      <div className="grid auto-cols-fr grid-flow-col gap-px overflow-hidden rounded-md border bg-line">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              'flex min-h-10 cursor-pointer flex-col items-center justify-center bg-surface px-2 py-1 text-sm text-ink-2 hover:bg-hover',
              'has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus',
              choice.value === value && 'bg-accent-wash font-medium text-accent-strong hover:bg-accent-wash',
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="sr-only"
            />
            {choice.label}
            {choice.hint && <span className="text-2xs font-normal text-ink-3">{choice.hint}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const known = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Typed with suggestions; what is no zone is said, and not saved. */
function Zone({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const [text, setText] = useState(value === 'local' ? '' : value)
  const [sample] = useState(() => new Date().toISOString())
  const wrong = text !== '' && !known(text)
  const edit = (next: string) => {
    setText(next)
    if (next === '') onChange('local')
    else if (known(next)) onChange(next)
  }
  return (
    <Field
      label="Time zone"
      error={wrong ? 'There is no such zone. Try Europe/Berlin or UTC.' : undefined}
      hint={`Now: ${formatTimestamp(sample, wrong ? value : text || 'local').slice(0, 19)}`}
    >
      {(ids) => (
        <>
          <Input
            {...ids}
            value={text}
            list={`${ids.id}-zones`}
            placeholder={`This browser’s: ${browserZone()}`}
            onChange={(event) => edit(event.target.value)}
          />
          <datalist id={`${ids.id}-zones`}>
            {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
