'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { QueryState } from '@/components/query-state'
import { Badge, Button, CopyButton, Field, Select } from '@/components/ui'
import { useTenant } from '@/features/session'
import { get, post, remove } from '@/lib/api'
import type { Invitation, List } from '@/lib/model'
import { timeAgo } from '@/lib/time'

import { useChange } from '@/components/use-change'
import { ROLES } from './roles'
import { rowLook, Rows, Section } from '@/components/section'

export function Invitations() {
  const tenant = useTenant()
  const path = `/organisations/${tenant}/invitations/`
  const invitations = useQuery({
    queryKey: ['invitations', tenant],
    queryFn: ({ signal }) => get<List<Invitation>>(path, undefined, signal),
  })
  const withdraw = useChange((id: number) => remove(`${path}${id}/`), {
    keys: [['invitations']],
    done: 'The invitation is withdrawn.',
  })
  return (
    <Section
      title="Invitations"
      lead="The link goes out by mail where mail is set up, and is shown here once."
    >
      <Invite path={path} />
      <QueryState query={invitations} empty="Nobody is invited at the moment.">
        {({ results }) => (
          <Rows label="Invitations">
            {results.map((invitation) => (
              <li key={invitation.id} className={rowLook}>
                <div className="min-w-0 flex-1">
                  <p className="truncate">{invitation.email}</p>
                  <p className="text-xs text-ink-3">ends {timeAgo(Date.parse(invitation.expires_at))}</p>
                </div>
                <Badge>{invitation.role}</Badge>
                <Button size="sm" variant="danger" onClick={() => withdraw.mutate(invitation.id)}>
                  Withdraw
                </Button>
              </li>
            ))}
          </Rows>
        )}
      </QueryState>
    </Section>
  )
}

const schema = z.object({
  email: z.string().email('That is no e-mail address.'),
  role: z.enum(['viewer', 'editor', 'admin', 'owner']),
})

function Invite({ path }: { path: string }) {
  const client = useQueryClient()
  const [made, setMade] = useState<Invitation | null>(null)
  const form = useForm<z.infer<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { email: '', role: 'viewer' },
  })
  const submit = form.handleSubmit((wish) =>
    post<Invitation>(path, wish)
      .then((invitation) => {
        setMade(invitation)
        form.reset()
        return client.invalidateQueries({ queryKey: ['invitations'] })
      })
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-wrap items-start gap-3">
        <TextField form={form} name="email" label="E-mail" type="email" className="min-w-56 flex-1" />
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => (
            <Field label="As" className="w-28">
              {({ id }) => <Select id={id} value={field.value} options={ROLES} onChange={field.onChange} />}
            </Field>
          )}
        />
        <Button type="submit" variant="primary" className="mt-5" busy={form.formState.isSubmitting}>
          Invite
        </Button>
      </form>
      <FormProblem form={form} />
      {made?.link && (
        <div
          role="status"
          className="mb-4 flex flex-wrap items-center gap-2 rounded-md border border-accent-line bg-accent-wash py-2 pr-2 pl-3 text-sm"
        >
          <span className="w-full text-xs text-ink-2">
            The link for {made.email}. It works once and is not shown again.
          </span>
          <code className="min-w-0 flex-1 break-all text-ink">{made.link}</code>
          <CopyButton wide text={made.link} label="Copy the link" />
        </div>
      )}
    </>
  )
}
