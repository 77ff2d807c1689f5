'use client'

import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'

import { Panel } from '@/components/panel'
import { Empty, QueryState } from '@/components/query-state'
import { Badge, Button, IconButton, Switch } from '@/components/ui'
import { useMay } from '@/features/session'
import { plural } from '@/lib/number'

import { durationText } from '../durations'
import { matchersWords } from '../matchers'
import type { Policy } from '../model'
import { PolicyDialog } from './policy'
import { useChannels, usePolicies, usePolicyActions } from './queries'
import type { ChannelBrief } from './queries'

/** Which alerts go to which channels. */
export function Routing() {
  const policies = usePolicies()
  const channels = useChannels()
  const mayEdit = useMay('editor')
  const [open, setOpen] = useState<Policy | 'new' | null>(null)
  const { order } = usePolicyActions()
  const create = mayEdit && (
    <Button variant="primary" size="sm" onClick={() => setOpen('new')}>
      <Plus aria-hidden /> New policy
    </Button>
  )
  const move = (found: Policy[], from: number, to: number) => {
    const ids = found.map(({ id }) => id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    order.mutate(ids)
  }
  return (
    <>
      <Panel title="The first policy that fits tells" tools={create}>
        <QueryState
          query={policies}
          empty={
            <Empty title="Nobody outside is told yet">
              <p>
                {channels.data?.length === 0 ? (
                  <>
                    First{' '}
                    <Link href="/settings/?tab=channels" className="text-accent hover:underline">
                      add a channel
                    </Link>
                    : e-mail, Slack, a webhook. Then a policy says which alerts go there.
                  </>
                ) : (
                  'A policy says which alerts go to which channels.'
                )}
              </p>
              <p className="mt-1">Members see alerts in the product, by the bell, in any case.</p>
            </Empty>
          }
        >
          {(found) => (
            <ol aria-label="Policies" className="divide-y">
              {found.map((policy, place) => (
                <Row
                  key={policy.id}
                  policy={policy}
                  channels={channels.data ?? []}
                  mayEdit={mayEdit}
                  edit={() => setOpen(policy)}
                  up={place > 0 ? () => move(found, place, place - 1) : undefined}
                  down={place < found.length - 1 ? () => move(found, place, place + 1) : undefined}
                />
              ))}
            </ol>
          )}
        </QueryState>
      </Panel>
      {open && (
        <PolicyDialog
          policy={open === 'new' ? undefined : open}
          channels={channels.data ?? []}
          close={() => setOpen(null)}
        />
      )}
    </>
  )
}

interface RowProps {
  policy: Policy
  channels: readonly ChannelBrief[]
  mayEdit: boolean
  edit: () => void
  up?: () => void
  down?: () => void
}

function Row({ policy, channels, mayEdit, edit, up, down }: RowProps) {
  const { save, drop } = usePolicyActions()
  const names = policy.channels.map((id) => channels.find((each) => each.id === id)?.name ?? `channel ${id}`)
  const every = durationText(policy.repeat_interval)
  return (
    <li aria-label={policy.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {policy.name}
          {!policy.enabled && <Badge>off</Badge>}
          {policy.carry_on && <Badge>the next ones, too</Badge>}
        </p>
        <p className="text-xs text-ink-3">
          {policy.matchers.length > 0 ? matchersWords(policy.matchers) : 'every alert'} →{' '}
          {names.join(', ') || 'nobody'} · again every {every}
          {policy.escalation.length > 0 && ` · ${plural(policy.escalation.length, 'escalation')}`}
        </p>
      </div>
      {mayEdit && (
        <span className="flex items-center">
          <Switch
            className="mr-2"
            label={<span className="sr-only">{policy.name} is on</span>}
            checked={policy.enabled}
            onChange={(enabled) => save.mutate({ id: policy.id, enabled })}
          />
          <IconButton size="sm" label={`Try ${policy.name} earlier`} onClick={up} disabled={!up}>
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton size="sm" label={`Try ${policy.name} later`} onClick={down} disabled={!down}>
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton size="sm" label={`Change ${policy.name}`} onClick={edit}>
            <Pencil aria-hidden />
          </IconButton>
          <IconButton size="sm" label={`Remove ${policy.name}`} onClick={() => drop.mutate(policy.id)}>
            <Trash2 aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  )
}
