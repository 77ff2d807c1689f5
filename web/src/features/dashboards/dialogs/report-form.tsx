'use client'

import { useState } from 'react'

import { sentence } from '@/components/form'
import { Button, Field, Input, Select, Switch } from '@/components/ui'
import { ApiError } from '@/lib/api'

import { WEEKDAYS, type ReportDraft } from '../model'
import { useReceivers, useReportActions } from '../queries'

const EVERY = [
  { value: 'day', label: 'Every day' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
] as const

const RANGES = [
  { value: 'now-24h', label: 'The last 24 hours' },
  { value: 'now-7d', label: 'The last 7 days' },
  { value: 'now-30d', label: 'The last 30 days' },
]

const ORIENTATIONS = [
  { value: 'landscape', label: 'Landscape' },
  { value: 'portrait', label: 'Portrait' },
] as const

export interface ReportFormProps {
  dashboard: number
  id: string | null
  first: ReportDraft
  done: () => void
}

/** When a report goes, what it is about, and to whom. */
export function ReportForm({ dashboard, id, first, done }: ReportFormProps) {
  const [draft, setDraft] = useState(first)
  const { save } = useReportActions(dashboard)
  const { channels, members } = useReceivers()
  const set = (part: Partial<ReportDraft>) => setDraft((now) => ({ ...now, ...part }))
  const wrong = (field: string) =>
    save.error instanceof ApiError ? save.error.fields[field]?.[0] : undefined
  const nobody = !draft.channels.length && !draft.members.length
  const people = (members.data ?? []).map(({ user }) => ({
    id: user.id,
    name: user.name || user.username,
    hint: user.email,
  }))
  const ways = (channels.data ?? []).map(({ id: channel, name, kind }) => ({ id: channel, name, hint: kind }))
  return (
    <form
      className="mt-2 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ report: id, wish: draft }, { onSuccess: done })
      }}
    >
      <Field label="Name" error={wrong('name')} hint="The mail’s subject has it.">
        {(ids) => (
          <Input
            {...ids}
            required
            autoFocus
            maxLength={200}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        <Field label="How often">
          {({ id: own }) => (
            <Select id={own} value={draft.every} options={EVERY} onChange={(every) => set({ every })} />
          )}
        </Field>
        {draft.every === 'week' && (
          <Field label="On">
            {({ id: own }) => (
              <Select
                id={own}
                value={String(draft.weekday)}
                options={WEEKDAYS.map((label, value) => ({ value: String(value), label }))}
                onChange={(weekday) => set({ weekday: Number(weekday) })}
              />
            )}
          </Field>
        )}
        {draft.every === 'month' && (
          <Field label="On day" error={wrong('day')}>
            {(ids) => (
              <Input
                {...ids}
                type="number"
                min={1}
                max={28}
                value={draft.day}
                onChange={(event) => set({ day: Number(event.target.value) })}
              />
            )}
          </Field>
        )}
        <Field label="At" error={wrong('at') ?? wrong('timezone')} hint={draft.timezone}>
          {(ids) => (
            <Input
              {...ids}
              type="time"
              required
              value={draft.at}
              onChange={(event) => set({ at: event.target.value })}
            />
          )}
        </Field>
        <Field label="About">
          {({ id: own }) => (
            <Select
              id={own}
              value={draft.range.from}
              options={
                RANGES.some(({ value }) => value === draft.range.from)
                  ? RANGES
                  : [...RANGES, { value: draft.range.from, label: draft.range.from }]
              }
              onChange={(from) => set({ range: { from, to: 'now' } })}
            />
          )}
        </Field>
        <Field label="Page">
          {({ id: own }) => (
            <Select
              id={own}
              value={draft.orientation}
              options={ORIENTATIONS}
              onChange={(orientation) => set({ orientation })}
            />
          )}
        </Field>
      </div>
      <Receivers
        title="Members, by e-mail"
        choices={people}
        chosen={draft.members}
        onChange={(next) => set({ members: next })}
        none="Nobody can be listed here."
      />
      <Receivers
        title="Channels"
        choices={ways}
        chosen={draft.channels}
        onChange={(next) => set({ channels: next })}
        none="The organisation has no channels yet."
      />
      <Switch checked={draft.enabled} onChange={(enabled) => set({ enabled })} label="It is sent by itself" />
      <p role="alert" className="min-h-5 text-sm text-sev-error">
        {save.error && sentence(save.error)}
      </p>
      <div className="flex items-center justify-end gap-2">
        {nobody && <span className="mr-auto text-xs text-ink-3">Choose who gets it.</span>}
        <Button onClick={done}>Back</Button>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={nobody}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface ReceiversProps {
  title: string
  choices: { id: number; name: string; hint: string }[]
  chosen: number[]
  onChange: (chosen: number[]) => void
  none: string
}

function Receivers({ title, choices, chosen, onChange, none }: ReceiversProps) {
  return (
    <fieldset>
      <legend className="text-xs font-medium text-ink-2">{title}</legend>
      {choices.length === 0 && <p className="py-1 text-xs text-ink-3">{none}</p>}
      <div className="mt-1 flex max-h-32 flex-wrap gap-1.5 overflow-y-auto">
        {choices.map(({ id, name, hint }) => {
          const on = chosen.includes(id)
          return (
            <button
              key={id}
              type="button"
              aria-pressed={on}
              title={hint}
              onClick={() => onChange(on ? chosen.filter((each) => each !== id) : [...chosen, id])}
              className="h-7 rounded-md px-2.5 text-xs text-ink-2 shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover aria-pressed:bg-accent-wash aria-pressed:text-accent-strong aria-pressed:shadow-[inset_0_0_0_1px_var(--accent-line)] pointer-coarse:h-9"
            >
              {name}
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}
