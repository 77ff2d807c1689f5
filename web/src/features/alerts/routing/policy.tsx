'use client'

import { Plus, X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { toast } from 'sonner'

import { sentence } from '@/components/form'
import { Button, Dialog, DialogContent, Field, IconButton, Input, Switch } from '@/components/ui'

import { durationText, readDuration } from '../durations'
import { Matchers } from '../matchers'
import type { EscalationStep, Policy } from '../model'
import { usePeople } from '../alerts/queries'
import { DurationInput, Line } from '../rules/fields'
import { usePolicyActions } from './queries'
import type { ChannelBrief, PolicyWish } from './queries'

const NEW: PolicyWish = {
  name: '',
  enabled: true,
  matchers: [],
  channels: [],
  group_by: [],
  group_wait: 10,
  group_interval: 300,
  repeat_interval: 14_400,
  send_resolved: true,
  carry_on: false,
  escalation: [],
}

export interface PolicyDialogProps {
  policy: Policy | undefined
  channels: readonly ChannelBrief[]
  close: () => void
}

/** Which alerts, to whom, how often, and to whom else when nobody acts. */
export function PolicyDialog({ policy, channels, close }: PolicyDialogProps) {
  const { save } = usePolicyActions()
  const [wish, setWish] = useState<PolicyWish>(policy ?? NEW)
  const set = (part: Partial<PolicyWish>) => setWish((now) => ({ ...now, ...part }))
  const submit = () =>
    save.mutate(
      { ...wishOf(wish), id: policy?.id },
      {
        onSuccess: ({ name }) => {
          toast.success(`${name} is in force.`)
          close()
        },
      },
    )
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent kind="side" title={policy ? policy.name : 'New policy'}>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <Field label="Name">
            {(ids) => (
              <Input
                {...ids}
                required
                autoFocus
                maxLength={200}
                placeholder="Critical to on-call"
                value={wish.name}
                onChange={(event) => set({ name: event.target.value })}
              />
            )}
          </Field>
          <Line label="Alerts where" hint="None: every alert.">
            {() => <Matchers value={wish.matchers} onChange={(matchers) => set({ matchers })} />}
          </Line>
          <Line label="Go to">
            {() => (
              <ChannelChoice
                label="Channels"
                channels={channels}
                value={wish.channels}
                onChange={(chosen) => set({ channels: chosen })}
              />
            )}
          </Line>
          <Line label="Together" hint="Alerts with the same values of these labels make one message.">
            {(ids) => (
              <Input
                {...ids}
                placeholder="rule, service"
                defaultValue={wish.group_by.join(', ')}
                onChange={(event) => set({ group_by: event.target.value.split(/[\s,]+/).filter(Boolean) })}
                className="font-mono text-xs"
              />
            )}
          </Line>
          <Seconds
            label="Waits for others"
            value={wish.group_wait}
            usual={['0s', '10s', '30s']}
            onChange={(group_wait) => set({ group_wait })}
          />
          <Seconds
            label="News at most every"
            value={wish.group_interval}
            usual={['1m', '5m', '15m']}
            onChange={(group_interval) => set({ group_interval })}
          />
          <Seconds
            label="Said again every"
            value={wish.repeat_interval}
            usual={['1h', '4h', '1d']}
            onChange={(repeat_interval) => set({ repeat_interval })}
          />
          <Switch
            label="Say when it is over, too"
            checked={wish.send_resolved}
            onChange={(send_resolved) => set({ send_resolved })}
          />
          <Switch
            label="Try the policies after this one, too"
            checked={wish.carry_on}
            onChange={(carry_on) => set({ carry_on })}
          />
          <Escalation
            channels={channels}
            value={wish.escalation}
            onChange={(escalation) => set({ escalation })}
          />
          <p role="alert" className="min-h-5 text-sm text-sev-error">
            {save.error && sentence(save.error)}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" busy={save.isPending}>
              Save
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

/** Only what can be set, in the form's own order. */
const wishOf = (wish: PolicyWish): PolicyWish =>
  Object.fromEntries(
    Object.keys(NEW).map((name) => [name, wish[name as keyof PolicyWish]]),
  ) as unknown as PolicyWish

interface SecondsProps {
  label: string
  value: number
  usual: readonly string[]
  onChange: (seconds: number) => void
}

function Seconds({ label, value, usual, onChange }: SecondsProps) {
  const [text, setText] = useState(durationText(value))
  return (
    <Line label={label}>
      {(ids) => (
        <DurationInput
          {...ids}
          value={text}
          usual={usual}
          onChange={(next) => {
            setText(next)
            const seconds = readDuration(next)
            if (seconds !== null) onChange(seconds)
          }}
        />
      )}
    </Line>
  )
}

interface ChannelChoiceProps {
  label: string
  channels: readonly ChannelBrief[]
  value: readonly number[]
  onChange: (ids: number[]) => void
}

function ChannelChoice({ label, channels, value, onChange }: ChannelChoiceProps) {
  if (channels.length === 0) {
    return (
      <p className="text-sm text-ink-3">
        There is no channel yet.{' '}
        <Link href="/settings/?tab=channels" className="text-accent hover:underline">
          Add one
        </Link>
      </p>
    )
  }
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-x-4 gap-y-1">
      {channels.map(({ id, name, kind }) => (
        <label key={id} className="flex min-h-7 items-center gap-2 text-sm text-ink-2">
          <input
            type="checkbox"
            checked={value.includes(id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...value, id] : value.filter((each) => each !== id))
            }
            className="size-4 accent-(--accent)"
          />
          {name} <span className="text-2xs text-ink-3">{kind}</span>
        </label>
      ))}
    </div>
  )
}

interface EscalationProps {
  channels: readonly ChannelBrief[]
  value: EscalationStep[]
  onChange: (steps: EscalationStep[]) => void
}

function Escalation({ channels, value, onChange }: EscalationProps) {
  const people = usePeople().data?.results ?? []
  const put = (place: number, part: Partial<EscalationStep>) =>
    onChange(value.map((step, at) => (at === place ? { ...step, ...part } : step)))
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1 text-xs font-medium text-ink-2">When nobody acknowledges</legend>
      {value.map((step, place) => (
        <div key={place} className="flex w-full flex-col gap-1 rounded-md border p-2">
          <div className="flex items-start">
            <Seconds
              label="After"
              value={step.after}
              usual={['5m', '15m', '1h']}
              onChange={(after) => put(place, { after })}
            />
            <IconButton
              size="sm"
              label={`Remove step ${place + 1}`}
              className="ml-auto"
              onClick={() => onChange(value.filter((_, at) => at !== place))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
          <ChannelChoice
            label={`Channels of step ${place + 1}`}
            channels={channels}
            value={step.channels}
            onChange={(chosen) => put(place, { channels: chosen })}
          />
          <div role="group" aria-label={`People of step ${place + 1}`} className="flex flex-wrap gap-x-4">
            {people.map(({ user }) => (
              <label key={user.id} className="flex min-h-7 items-center gap-2 text-sm text-ink-2">
                <input
                  type="checkbox"
                  checked={step.people.includes(user.id)}
                  onChange={(event) =>
                    put(place, {
                      people: event.target.checked
                        ? [...step.people, user.id]
                        : step.people.filter((each) => each !== user.id),
                    })
                  }
                  className="size-4 accent-(--accent)"
                />
                {user.name || user.username}
              </label>
            ))}
          </div>
        </div>
      ))}
      <Button
        size="sm"
        variant="ghost"
        onClick={() => onChange([...value, { after: 900, channels: [], people: [] }])}
      >
        <Plus aria-hidden /> Add a step
      </Button>
    </fieldset>
  )
}
