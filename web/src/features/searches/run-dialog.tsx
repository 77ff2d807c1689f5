'use client'

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { Button, Dialog, DialogContent, Field, Input } from '@/components/ui'
import { useTenant } from '@/features/session'
import { logValues } from '@/lib/logs'
import { DAY, HOUR } from '@/lib/time'

import type { Ready, Search, SearchVariable } from './model'
import { useSearchActions } from './queries'

export interface RunDialogProps {
  search: Search
  close: () => void
  onReady: (ready: Ready) => void
}

const valuesOf = (text: string) =>
  text
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean)

/** A search that asks: a value (or several) for each of its variables. */
export function RunDialog({ search, close, onReady }: RunDialogProps) {
  const { run } = useSearchActions()
  const [typed, setTyped] = useState<Record<string, string>>(() =>
    Object.fromEntries(search.variables.map(({ name, default: first }) => [name, first.join(', ')])),
  )
  const submit = () => {
    const variables = Object.fromEntries(
      search.variables.map(({ name, multiple }) => {
        const text = typed[name] ?? ''
        return [name, multiple ? valuesOf(text) : [text.trim()].filter(Boolean)]
      }),
    )
    run.mutate({ id: search.id, variables }, { onSuccess: onReady })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent title={search.name} description={search.description || undefined}>
        <form
          className="mt-1 flex flex-col gap-1"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <pre className="mb-2 rounded-md bg-sunken px-3 py-2 text-xs break-all whitespace-pre-wrap text-ink-2">
            {search.q}
          </pre>
          {search.variables.map((variable, at) => (
            <Asked
              key={variable.name}
              variable={variable}
              value={typed[variable.name] ?? ''}
              first={at === 0}
              onChange={(text) => setTyped((now) => ({ ...now, [variable.name]: text }))}
            />
          ))}
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" busy={run.isPending}>
              Search
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

interface AskedProps {
  variable: SearchVariable
  value: string
  first: boolean
  onChange: (text: string) => void
}

function Asked({ variable, value, first, onChange }: AskedProps) {
  const tenant = useTenant()
  const list = useId()
  const [span] = useState(() => ({ start: Date.now() - DAY, end: Date.now() + HOUR }))
  const { data } = useQuery({
    queryKey: ['logs', 'values', tenant, variable.field, span],
    queryFn: ({ signal }) => logValues({ q: '', span }, { field: variable.field, limit: 50 }, signal),
    enabled: variable.field !== '',
    retry: false,
  })
  const choices = [
    ...new Set([...variable.values, ...(data?.results ?? []).map((each) => String(each.value))]),
  ]
  return (
    <Field
      label={variable.label || variable.name}
      hint={variable.multiple ? 'Several with commas between them; nothing is all.' : 'Nothing is all.'}
    >
      {(ids) => (
        <>
          <Input
            {...ids}
            autoFocus={first}
            list={list}
            autoComplete="off"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={list}>
            {choices.map((choice) => (
              <option key={choice} value={choice} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
