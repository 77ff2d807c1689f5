'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { QueryState } from '@/components/query-state'
import { Section } from '@/components/section'
import { Button } from '@/components/ui'
import { useMay, useTenant } from '@/features/session'
import { get, patch } from '@/lib/api'
import { bytes, count } from '@/lib/number'

import { UsageDays, type Day } from './usage-days'

const LIMITS = [
  { name: 'day_events', label: 'Lines a day', say: count },
  { name: 'day_bytes', label: 'Bytes a day', say: bytes },
  { name: 'second_events', label: 'Lines a second', say: count },
  { name: 'second_bytes', label: 'Bytes a second', say: bytes },
  { name: 'store_days', label: 'Days that logs are kept', say: count },
  { name: 'alert_rules', label: 'Alert rules', say: count },
  { name: 'dashboards', label: 'Dashboards', say: count },
  { name: 'members', label: 'Members', say: count },
] as const

type Limit = (typeof LIMITS)[number]['name']

interface Standing {
  quota: Record<Limit, number | null>
  /** Set by whoever runs the installation. */
  fixed: boolean
  shut_until: string | null
  now: Partial<Record<Limit, number>> & { day_refused: number }
  days: Day[]
}

/** What came in, what there is, and what there may be. */
export function UsageSettings() {
  const tenant = useTenant()
  const may = useMay('owner')
  const standing = useQuery({
    queryKey: ['standing', tenant],
    queryFn: ({ signal }) => get<Standing>(`/organisations/${tenant}/usage/`, undefined, signal),
    refetchInterval: 60_000,
  })
  return (
    <QueryState query={standing}>
      {(found) => (
        <>
          <Section
            title="Usage"
            lead="What gateways took of this organisation, by day of UTC, counted once a minute."
          >
            {found.shut_until && (
              <p role="status" className="mb-3 text-sm text-sev-error">
                The day’s quota is used up: nothing more is taken until the day ends.
              </p>
            )}
            <UsageDays days={found.days} />
            <Meters standing={found} />
          </Section>
          <Quota standing={found} may={may && !found.fixed} />
        </>
      )}
    </QueryState>
  )
}

function Meters({ standing: { now, quota } }: { standing: Standing }) {
  return (
    <dl className="mt-6 grid max-w-xl grid-cols-[max-content_1fr] items-center gap-x-6 gap-y-2 text-sm">
      {LIMITS.filter(({ name }) => now[name] !== undefined).map(({ name, label, say }) => {
        const [have, most] = [now[name] ?? 0, quota[name]]
        const share = most ? have / most : 0
        return (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name.startsWith('day') ? label.replace('a day', 'today') : label}</dt>
            <dd>
              {say(have)} {most !== null && <span className="text-ink-3">of {say(most)}</span>}
              {most !== null && (
                <meter
                  min={0}
                  max={1}
                  value={Math.min(1, share)}
                  aria-label={`${label}: ${Math.round(share * 100)} % of the quota`}
                  className="ml-3 h-2 w-32 align-middle"
                />
              )}
              {share >= 0.8 && (
                <span className={share >= 1 ? 'ml-2 text-sev-error' : 'ml-2 text-sev-warning'}>
                  {Math.round(share * 100)} %
                </span>
              )}
            </dd>
          </div>
        )
      })}
      <dt className="text-ink-3">Refused today</dt>
      <dd className={now.day_refused > 0 ? 'text-sev-error' : undefined}>{count(now.day_refused)} lines</dd>
    </dl>
  )
}

const limit = z.string().regex(/^\s*\d{0,15}\s*$/, 'A whole number, or nothing.')
const schema = z.object(
  Object.fromEntries(LIMITS.map(({ name }) => [name, limit])) as Record<Limit, typeof limit>,
)

function Quota({ standing, may }: { standing: Standing; may: boolean }) {
  const tenant = useTenant()
  const client = useQueryClient()
  const texts = (quota: Standing['quota']) =>
    Object.fromEntries(LIMITS.map(({ name }) => [name, quota[name]?.toString() ?? ''])) as Record<
      Limit,
      string
    >
  const form = useForm({
    resolver: zodResolver(schema),
    values: texts(standing.quota),
    resetOptions: { keepDirtyValues: true },
    disabled: !may,
  })
  const submit = form.handleSubmit((wish) => {
    const limits = LIMITS.map(({ name }) => [name, wish[name].trim() ? Number(wish[name]) : null] as const)
    return patch<Standing>(`/organisations/${tenant}/quota/`, Object.fromEntries(limits))
      .then((changed) => {
        client.setQueryData(['standing', tenant], changed)
        form.reset(texts(changed.quota))
        toast.success('Saved.')
      })
      .catch((problem: unknown) => showRefusal(form, problem))
  })
  return (
    <Section
      title="Quota"
      lead={
        standing.fixed
          ? 'Set by whoever runs this installation.'
          : 'The most that there may be; empty is no limit. Admins are told at 80 and at 100 percent.'
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div className="grid max-w-2xl gap-x-6 sm:grid-cols-2">
          {LIMITS.map(({ name, label }) => (
            <TextField key={name} form={form} name={name} label={label} inputMode="numeric" />
          ))}
        </div>
        <FormProblem form={form} />
        {may ? (
          <Button
            type="submit"
            variant="primary"
            disabled={!form.formState.isDirty}
            busy={form.formState.isSubmitting}
          >
            Save
          </Button>
        ) : (
          !standing.fixed && <p className="text-sm text-ink-3">Owners can change this.</p>
        )}
      </form>
    </Section>
  )
}
