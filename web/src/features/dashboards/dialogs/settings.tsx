'use client'

import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import {
  Button, Dialog, DialogContent, Field, IconButton, Input, Select, Switch, Textarea,
} from '@/components/ui' // prettier-ignore
import { useTenant } from '@/features/session'
import { useRecentCompletions } from '@/lib/use-completions'

import { REFRESHES, refreshWords, type Draft, type Variable } from '../model'

const RANGES = [
  { value: 'now-15m', label: 'Last 15 minutes' },
  { value: 'now-1h', label: 'Last hour' },
  { value: 'now-6h', label: 'Last 6 hours' },
  { value: 'now-24h', label: 'Last 24 hours' },
  { value: 'now-7d', label: 'Last 7 days' },
  { value: 'now-30d', label: 'Last 30 days' },
]

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,49}$/

export interface SettingsProps {
  draft: Draft
  isNew: boolean
  onChange: (part: Partial<Draft>) => void
  close: () => void
}

/** What a dashboard is called, what it begins with, and what can be chosen on it. */
export function SettingsDialog({ draft, isNew, onChange, close }: SettingsProps) {
  const [name, setName] = useState(draft.name)
  const [description, setDescription] = useState(draft.description)
  const [tags, setTags] = useState(draft.tags.join(', '))
  const [range, setRange] = useState(draft.range)
  const [refresh, setRefresh] = useState(draft.refresh)
  const [variables, setVariables] = useState(draft.variables)
  const problem = problemOf(variables)
  const submit = () => {
    onChange({
      name: name.trim(),
      description: description.trim(),
      tags: [...new Set(tags.split(',').map((tag) => tag.trim()))].filter(Boolean),
      range,
      refresh,
      variables,
    })
    close()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title={isNew ? 'New dashboard' : 'Name and variables'}
        className="sm:w-[min(680px,calc(100vw-32px))]"
      >
        <form
          className="flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <div className="grid gap-x-3 sm:grid-cols-2">
            <Field label="Name">
              {(ids) => (
                <Input
                  {...ids}
                  autoFocus
                  required
                  maxLength={200}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field label="Tags" hint="Commas between them.">
              {(ids) => <Input {...ids} value={tags} onChange={(event) => setTags(event.target.value)} />}
            </Field>
            <Field label="Description" className="sm:col-span-2">
              {(ids) => (
                <Textarea
                  {...ids}
                  rows={2}
                  maxLength={2000}
                  value={description}
                  onChange={(event) => setDescription(event.target.value)}
                />
              )}
            </Field>
            <Field label="It begins with">
              {({ id }) => (
                <Select
                  id={id}
                  value={range.from}
                  options={
                    RANGES.some(({ value }) => value === range.from)
                      ? RANGES
                      : [...RANGES, { value: range.from, label: `From ${range.from}` }]
                  }
                  onChange={(from) => setRange({ from, to: 'now' })}
                />
              )}
            </Field>
            <Field label="It is asked anew">
              {({ id }) => (
                <Select
                  id={id}
                  value={String(refresh)}
                  options={REFRESHES.map((seconds) => ({
                    value: String(seconds),
                    label: refreshWords(seconds),
                  }))}
                  onChange={(next) => setRefresh(Number(next))}
                />
              )}
            </Field>
          </div>
          <Variables variables={variables} onChange={setVariables} />
          <div className="flex items-center justify-end gap-2">
            <p role="alert" className="mr-auto text-xs text-sev-error">
              {problem}
            </p>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={Boolean(problem) || !name.trim()}>
              {isNew ? 'Go on' : 'Take over'}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

function problemOf(variables: readonly Variable[]): string {
  const names = variables.map(({ name }) => name)
  const wrong = names.find((name) => !NAME.test(name))
  if (wrong !== undefined) return `A variable’s name has letters, digits and _: “${wrong}” does not do.`
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice) return `There are two variables named ${twice}.`
  const empty = variables.find(({ field, values }) => !field && !values.length)
  return empty ? `$${empty.name} needs a field, or values of its own.` : ''
}

interface VariablesProps {
  variables: Variable[]
  onChange: (variables: Variable[]) => void
}

function Variables({ variables, onChange }: VariablesProps) {
  const { fields } = useRecentCompletions(useTenant())
  const set = (at: number, part: Partial<Variable>) =>
    onChange(variables.map((each, place) => (place === at ? { ...each, ...part } : each)))
  return (
    <fieldset className="mt-1">
      <legend className="text-xs font-medium text-ink-2">Variables</legend>
      <p className="text-xs text-ink-3">
        In a query, <code className="text-ink-2">service:$service</code> stands for what is chosen above the
        panels.
      </p>
      <datalist id="variable-fields">
        {fields.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <ul className="mt-1 flex flex-col divide-y">
        {variables.map((variable, at) => (
          <li
            key={at}
            className="grid grid-cols-2 items-center gap-2 py-2 sm:grid-cols-[6.5rem_8rem_1fr_auto_auto]"
          >
            <Input
              aria-label={`Name of variable ${at + 1}`}
              placeholder="name"
              value={variable.name}
              onChange={(event) => set(at, { name: event.target.value })}
              className="font-mono text-xs"
            />
            <Input
              aria-label={`Field of variable ${at + 1}`}
              placeholder="field"
              list="variable-fields"
              value={variable.field}
              onChange={(event) => set(at, { field: event.target.value.trim() })}
              className="font-mono text-xs"
            />
            <Input
              aria-label={`Values of variable ${at + 1}`}
              placeholder="or values, commas between them"
              value={variable.values.join(',')}
              onChange={(event) => set(at, { values: listOf(event.target.value) })}
              className="text-xs max-sm:col-span-2"
            />
            <Switch
              label="several"
              checked={variable.multiple}
              onChange={(multiple) => set(at, { multiple, default: variable.default.slice(0, 1) })}
            />
            <IconButton
              label={`Remove variable ${variable.name || at + 1}`}
              size="sm"
              className="justify-self-end"
              onClick={() => onChange(variables.filter((_, place) => place !== at))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        size="sm"
        variant="ghost"
        className="mt-1"
        onClick={() =>
          onChange([
            ...variables,
            { name: '', label: '', field: '', values: [], default: [], multiple: true },
          ])
        }
      >
        <Plus aria-hidden /> Add a variable
      </Button>
    </fieldset>
  )
}

/** What is typed with commas; a comma at the end waits for the next. */
const listOf = (text: string) => (text.trim() ? text.split(',').map((value) => value.trimStart()) : [])
