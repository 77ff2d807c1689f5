'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { z } from 'zod'

import { Command } from '@/components/command'
import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button, CopyButton, Dialog, DialogContent, Field, Select } from '@/components/ui'
import { useSetup } from '@/features/session'
import { post } from '@/lib/api'
import type { ApiKey, Scope } from '@/lib/model'

const SCOPES: readonly { value: Scope; name: string; means: string }[] = [
  { value: 'ingest', name: 'ingest', means: 'send logs' },
  { value: 'read', name: 'read', means: 'search, count, export and follow them' },
  { value: 'alerts', name: 'alerts', means: 'hand in what an Alertmanager tells' },
  { value: 'admin', name: 'admin', means: 'everything an admin can do, deleting logs included' },
]
const LIFETIMES = [
  { value: '0', label: 'For ever' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
] as const

const schema = z.object({
  name: z.string().min(1, 'A name says what the key is for.').max(200, 'At most 200 characters.'),
  scopes: z
    .array(z.enum(['ingest', 'read', 'alerts', 'admin']))
    .min(1, 'A key that may do nothing is of no use.'),
  days: z.enum(['0', '30', '90', '365']),
})

type Made = ApiKey & { key: string }

const DAY_MS = 86_400_000
const expiry = (days: string) =>
  days === '0' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString()

/** Makes a key and shows it, this once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      {made ? <Shown made={made} onClose={onClose} /> : <Form onMade={setMade} />}
    </Dialog>
  )
}

function Form({ onMade }: { onMade: (made: Made) => void }) {
  const client = useQueryClient()
  const form = useForm<z.infer<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { name: '', scopes: ['ingest'], days: '0' },
  })
  const submit = form.handleSubmit(({ name, scopes, days }) =>
    post<Made>('/api-keys/', { name, scopes, expires_at: expiry(days) })
      .then((made) => {
        void client.invalidateQueries({ queryKey: ['api-keys'] })
        onMade(made)
      })
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <DialogContent title="New API key">
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2">
        <TextField form={form} name="name" label="Name" placeholder="filebeat on web-1" autoFocus />
        <fieldset>
          <legend className="mb-1 text-xs font-medium text-ink-2">It may</legend>
          {SCOPES.map(({ value, name, means }) => (
            <label key={value} className="flex min-h-7 items-center gap-2 text-sm text-ink-2">
              <input
                type="checkbox"
                value={value}
                {...form.register('scopes')}
                className="size-4 accent-(--accent)"
              />
              <code className="w-14 text-ink">{name}</code> {means}
            </label>
          ))}
          <p className="min-h-4 text-xs text-sev-error">{form.formState.errors.scopes?.message}</p>
        </fieldset>
        <Controller
          control={form.control}
          name="days"
          render={({ field }) => (
            <Field label="It works">
              {({ id }) => (
                <Select id={id} value={field.value} options={LIFETIMES} onChange={field.onChange} />
              )}
            </Field>
          )}
        />
        <FormProblem form={form} />
        <Button type="submit" variant="primary" className="self-end" busy={form.formState.isSubmitting}>
          Make the key
        </Button>
      </form>
    </DialogContent>
  )
}

function Shown({ made, onClose }: { made: Made; onClose: () => void }) {
  const ports = useSetup().data?.ports
  const { hostname, origin } = location
  return (
    <DialogContent
      title={`“${made.name}” is ready`}
      description="Copy the key now. It cannot be shown again."
    >
      <div className="flex flex-col gap-4">
        <div className="flex items-center gap-2 rounded-md border border-accent-line bg-accent-wash py-2 pr-2 pl-3">
          <code data-testid="new-key" className="min-w-0 flex-1 text-sm break-all text-ink">
            {made.key}
          </code>
          <CopyButton wide text={made.key} label="Copy the key" />
        </div>
        {made.scopes.includes('ingest') && ports && (
          <Use title="Send a log with it">
            {`curl http://${hostname}:${ports.http}/ -H 'Authorization: Bearer ${made.key}' -d '{"level":"info","message":"hello"}'`}
          </Use>
        )}
        {made.scopes.includes('read') && (
          <Use title="Search with it">
            {`curl -G '${origin}/api/v1/logs/search/' -H 'Authorization: Bearer ${made.key}' -d from=now-1h --data-urlencode 'q=level:error'`}
          </Use>
        )}
        <Button variant="primary" className="self-end" onClick={onClose}>
          I have it
        </Button>
      </div>
    </DialogContent>
  )
}

const Use = ({ title, children }: { title: string; children: string }) => (
  <div>
    <h3 className="mb-1 text-xs font-medium text-ink-2">{title}</h3>
    <Command text={children} label={title} />
  </div>
)
