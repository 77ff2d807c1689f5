'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { QueryState } from '@/components/query-state'
import { Button, Switch } from '@/components/ui'
import { useMay, useSession, useTenant, useTimes } from '@/features/session'
import { get, patch, remove } from '@/lib/api'
import { logUsage } from '@/lib/logs'
import type { Organisation } from '@/lib/model'
import { bytes, count } from '@/lib/number'

import { Confirm } from '@/components/confirm'
import { useChange } from '@/components/use-change'
import { NewOrganisation } from './new-organisation'
import { RetentionSettings } from './retention'
import { Section } from '@/components/section'

export function OrganisationSettings() {
  const tenant = useTenant()
  const organisation = useQuery({
    queryKey: ['organisation', tenant],
    queryFn: ({ signal }) => get<Organisation>(`/organisations/${tenant}/`, undefined, signal),
  })
  return (
    <>
      <QueryState query={organisation} isEmpty={() => false}>
        {(found) => (
          <>
            <Details organisation={found} />
            <RetentionSettings />
            <KeptLines organisation={found} />
            <SecondFactors organisation={found} />
          </>
        )}
      </QueryState>
      <UsageSection />
      <NewOrganisation />
    </>
  )
}

const schema = z.object({
  name: z.string().min(1, 'A name.').max(200, 'At most 200 characters.'),
  timezone: z.string().min(1, 'A zone’s name, such as Europe/Berlin.'),
})

function Details({ organisation }: { organisation: Organisation }) {
  const may = useMay('owner')
  const client = useQueryClient()
  const { choose, me } = useSession()
  const path = `/organisations/${organisation.tenant}/`
  const form = useForm({
    resolver: zodResolver(schema),
    values: {
      name: organisation.name,
      timezone: organisation.timezone,
    },
    disabled: !may,
  })
  const submit = form.handleSubmit((wish) =>
    patch<Organisation>(path, wish)
      .then((changed) => {
        client.setQueryData(['organisation', changed.tenant], changed)
        void client.invalidateQueries({ queryKey: ['me'] })
        toast.success('Saved.')
      })
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  const destroy = useChange(
    async () => {
      await remove(path)
      const other = me.organisations.find(({ tenant }) => tenant !== organisation.tenant)
      if (other) choose(other.tenant)
    },
    { keys: [['me']], done: 'The organisation is deleted.' },
  )
  return (
    <Section
      title="Organisation"
      lead={
        <>
          Its id, for <code>X-Organisation</code> and the command line: <code>{organisation.tenant}</code>
        </>
      }
      tools={
        may && (
          <Confirm
            button="Delete"
            title={`Delete ${organisation.name}?`}
            verb="Delete it with its logs"
            typed={organisation.tenant}
            onConfirm={() => destroy.mutateAsync(undefined)}
          >
            Its members lose it, its keys stop working, and its logs are forgotten within the hour. This
            cannot be undone.
          </Confirm>
        )
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-2">
        <TextField form={form} name="name" label="Name" />
        <TextField
          form={form}
          name="timezone"
          label="Time zone"
          hint="Of lines whose times do not say theirs."
        />
        <FormProblem form={form} />
        {may ? (
          <Button
            type="submit"
            variant="primary"
            className="self-start"
            disabled={!form.formState.isDirty}
            busy={form.formState.isSubmitting}
          >
            Save
          </Button>
        ) : (
          <p className="text-sm text-ink-3">Owners can change this.</p>
        )}
      </form>
    </Section>
  )
}

function KeptLines({ organisation }: { organisation: Organisation }) {
  const may = useMay('owner')
  const keep = useChange(
    (keep_raw: boolean) => patch<Organisation>(`/organisations/${organisation.tenant}/`, { keep_raw }),
    { keys: [['organisation', organisation.tenant]], done: 'Saved.' },
  )
  return (
    <Section
      title="Lines as they came"
      lead="They take room, and let a later version of a pipeline read old logs again. Without them a reparse begins with the message."
    >
      <Switch
        label="Keep lines as they came where a pipeline changes them"
        checked={keep.isPending ? keep.variables : organisation.keep_raw}
        onChange={(keep_raw) => keep.mutate(keep_raw)}
        disabled={!may}
      />
    </Section>
  )
}

function SecondFactors({ organisation }: { organisation: Organisation }) {
  const may = useMay('owner')
  const require = useChange(
    (require_two_factor: boolean) =>
      patch<Organisation>(`/organisations/${organisation.tenant}/`, { require_two_factor }),
    { keys: [['organisation', organisation.tenant], ['me'], ['two-factor']], done: 'Saved.' },
  )
  return (
    <Section
      title="Two-factor sign-in"
      lead="Members without it are led to set it up, and see nothing here until they have. API keys go on."
    >
      <Switch
        label="Require it of all members"
        checked={require.isPending ? require.variables : organisation.require_two_factor === true}
        onChange={(wanted) => require.mutate(wanted)}
        disabled={!may}
      />
    </Section>
  )
}

function UsageSection() {
  const tenant = useTenant()
  const { moment } = useTimes()
  const { data } = useQuery({
    queryKey: ['usage', tenant],
    queryFn: ({ signal }) => logUsage(signal),
  })
  if (!data) return null
  const { events, bytes: size, oldest, newest, estimate } = data
  return (
    <Section
      title="What is kept"
      lead={estimate ? 'An estimate: organisations share files on disk.' : undefined}
    >
      <dl className="grid max-w-md grid-cols-[8rem_1fr] gap-y-1 text-sm">
        <dt className="text-ink-3">Logs</dt>
        <dd>{count(events)}</dd>
        <dt className="text-ink-3">On disk</dt>
        <dd>{bytes(size)}</dd>
        <dt className="text-ink-3">Oldest</dt>
        <dd>{oldest ? moment(oldest) : '–'}</dd>
        <dt className="text-ink-3">Newest</dt>
        <dd>{newest ? moment(newest) : '–'}</dd>
      </dl>
    </Section>
  )
}
