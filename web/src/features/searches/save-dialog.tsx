'use client'

import { useState } from 'react'
import { toast } from 'sonner'

import { sentence } from '@/components/form'
import { Button, Dialog, DialogContent, Field, Input, Select, Switch, Textarea } from '@/components/ui'
import { useMay, usePreferences, useTenant } from '@/features/session'
import { ApiError } from '@/lib/api'
import { rangeLabel } from '@/lib/time'
import { useRecentCompletions } from '@/lib/use-completions'

import { variablesFor, type Current, type SearchDraft, type SearchVariable } from './model'
import { useSearchActions } from './queries'

export interface SaveDialogProps {
  /** Null for a new one. */
  id: string | null
  first: SearchDraft
  current: Current
  close: () => void
}

const SHARED = [
  { value: 'private', label: 'Only me' },
  { value: 'organisation', label: 'The organisation' },
] as const

/** Keeps a search: what it is called, who sees it, and what of the screen goes with it. */
export function SaveDialog({ id, first, current, close }: SaveDialogProps) {
  const { timezone } = usePreferences().preferences
  const mayShare = useMay('editor')
  const { keep } = useSearchActions()
  const [draft, setDraft] = useState<SearchDraft>({
    ...first,
    variables: variablesFor(first.q, first.variables),
  })
  const [tags, setTags] = useState(first.tags.join(', '))
  const set = (part: Partial<SearchDraft>) => setDraft((now) => ({ ...now, ...part }))
  const wrong = (field: string) =>
    keep.error instanceof ApiError ? keep.error.fields[field]?.[0] : undefined
  const range = draft.range ?? current.range
  const submit = () => {
    const wish = {
      ...draft,
      name: draft.name.trim(),
      tags: [...new Set(tags.split(',').map((tag) => tag.trim()))].filter(Boolean),
    }
    keep.mutate(
      { id, draft: wish },
      {
        onSuccess: ({ name }) => {
          toast.success(`${name} is saved.`)
          close()
        },
      },
    )
  }
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent title={id ? 'Change the search' : 'Save this search'}>
        <form
          className="mt-1 flex flex-col gap-1"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <Field label="Name" error={wrong('name')}>
            {(ids) => (
              <Input
                {...ids}
                autoFocus
                required
                maxLength={200}
                value={draft.name}
                onChange={(event) => set({ name: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Query"
            error={wrong('q')}
            hint="$names are asked for each time, as in service:$service."
          >
            {(ids) => (
              <Textarea
                {...ids}
                rows={2}
                spellCheck={false}
                value={draft.q}
                onChange={(event) =>
                  set({
                    q: event.target.value,
                    variables: variablesFor(event.target.value, draft.variables),
                  })
                }
                className="font-mono text-xs"
              />
            )}
          </Field>
          {draft.variables.length > 0 && (
            <Variables variables={draft.variables} onChange={(variables) => set({ variables })} />
          )}
          <div className="grid gap-x-3 sm:grid-cols-2">
            <Field label="Who sees it" hint={mayShare ? undefined : 'Editors can save for the organisation.'}>
              {(ids) => (
                <Select
                  id={ids.id}
                  disabled={!mayShare}
                  value={draft.shared}
                  options={SHARED}
                  onChange={(shared) => set({ shared })}
                />
              )}
            </Field>
            <Field label="Tags" hint="Commas between them.">
              {(ids) => <Input {...ids} value={tags} onChange={(event) => setTags(event.target.value)} />}
            </Field>
          </div>
          <div className="flex flex-col gap-2">
            <Switch
              label={`With the range: ${rangeLabel(range, timezone)}`}
              checked={draft.range !== null}
              onChange={(on) => set({ range: on ? current.range : null })}
            />
            <Switch
              label={`With the columns: ${(draft.columns.length ? draft.columns : current.columns).join(', ')}`}
              checked={draft.columns.length > 0}
              onChange={(on) => set({ columns: on ? current.columns : [] })}
            />
            <Switch
              label="Among my favourites"
              checked={draft.favourite}
              onChange={(favourite) => set({ favourite })}
            />
          </div>
          <p role="alert" className="min-h-5 text-sm text-sev-error">
            {keep.error && sentence(keep.error)}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" busy={keep.isPending} disabled={!draft.name.trim()}>
              Save
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

interface VariablesProps {
  variables: SearchVariable[]
  onChange: (variables: SearchVariable[]) => void
}

/** Where the choices of each `$name` come from. */
function Variables({ variables, onChange }: VariablesProps) {
  const { fields } = useRecentCompletions(useTenant())
  return (
    <fieldset className="mb-2 flex flex-col gap-1.5">
      <legend className="pb-1 text-xs font-medium text-ink-2">Asked for</legend>
      <datalist id="search-fields">
        {fields.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {variables.map((variable, at) => (
        <div key={variable.name} className="flex items-center gap-2 text-xs">
          <code className="w-28 truncate text-ink">${variable.name}</code>
          <span className="text-ink-3">values of</span>
          <Input
            aria-label={`Field of ${variable.name}`}
            list="search-fields"
            required
            value={variable.field}
            onChange={(event) =>
              onChange(
                variables.map((each, place) =>
                  place === at ? { ...each, field: event.target.value.trim() } : each,
                ),
              )
            }
            className="h-7 flex-1 font-mono text-xs"
          />
        </div>
      ))}
    </fieldset>
  )
}
