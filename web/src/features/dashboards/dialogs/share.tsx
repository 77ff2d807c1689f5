'use client'

import { Link2Off } from 'lucide-react'
import { useState } from 'react'

import { sentence } from '@/components/form'
import { QueryState } from '@/components/query-state'
import {
  Button, CopyButton, Dialog, DialogContent, Field, IconButton, Input, Select, Switch,
} from '@/components/ui' // prettier-ignore
import { usePreferences } from '@/features/session'
import { plural } from '@/lib/number'
import { DAY, formatSecond, HOUR, rangeLabel, timeAgo } from '@/lib/time'

import type { Controls } from '../controls'
import type { Dashboard, Share } from '../model'
import { useShareActions, useShares } from '../queries'

const LASTING = [
  { value: String(HOUR), label: '1 hour' },
  { value: String(DAY), label: '1 day' },
  { value: String(7 * DAY), label: '1 week' },
  { value: String(30 * DAY), label: '30 days' },
  { value: String(90 * DAY), label: '90 days' },
  { value: String(365 * DAY), label: '1 year' },
]

export interface ShareProps {
  dashboard: Dashboard
  controls: Controls
  close: () => void
}

/** Links that show the dashboard to whoever has them: made, copied, taken back. */
export function ShareDialog({ dashboard, controls, close }: ShareProps) {
  const { timezone } = usePreferences().preferences
  const shares = useShares(dashboard.id)
  const { make } = useShareActions(dashboard.id)
  const [label, setLabel] = useState('')
  const [lasting, setLasting] = useState(String(7 * DAY))
  const [asSeen, setAsSeen] = useState(controls.moved)
  const [made, setMade] = useState<Share | null>(null)
  const submit = () =>
    make.mutate(
      {
        label,
        expires_at: new Date(Date.now() + Number(lasting)).toISOString(),
        ...(asSeen && { range: controls.range, variables: controls.chosen }),
      },
      {
        onSuccess: (share) => {
          setMade(share)
          setLabel('')
        },
      },
    )
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title={`Share ${dashboard.name}`}
        description="Whoever has the link sees the panels, without an account. They can change nothing, and see no other logs."
      >
        {made?.link ? (
          <div className="mt-2 flex flex-col gap-2 rounded-md bg-accent-wash p-3">
            <p className="text-xs text-ink-2">
              This link is shown once. It works until {formatSecond(Date.parse(made.expires_at), timezone)}.
            </p>
            <div className="flex items-center gap-2">
              <Input
                readOnly
                aria-label="The link"
                value={made.link}
                onFocus={(e) => e.target.select()}
                className="font-mono text-xs"
              />
              <CopyButton text={made.link} label="Copy the link" />
            </div>
          </div>
        ) : (
          <form
            className="mt-2 flex flex-col gap-2"
            onSubmit={(event) => {
              event.preventDefault()
              submit()
            }}
          >
            <div className="grid gap-3 sm:grid-cols-[1fr_9rem]">
              <Field label="What it is for" hint="So that you know later which one to take back.">
                {(ids) => (
                  <Input
                    {...ids}
                    autoFocus
                    maxLength={200}
                    value={label}
                    onChange={(event) => setLabel(event.target.value)}
                    placeholder="The screen in the office"
                  />
                )}
              </Field>
              <Field label="It works for">
                {({ id }) => <Select id={id} value={lasting} options={LASTING} onChange={setLasting} />}
              </Field>
            </div>
            <Switch
              checked={asSeen}
              onChange={setAsSeen}
              label={`With the range and choices that I see now (${rangeLabel(controls.range, timezone)})`}
            />
            {make.error && (
              <p role="alert" className="text-sm text-sev-error">
                {sentence(make.error)}
              </p>
            )}
            <Button type="submit" variant="primary" busy={make.isPending} className="self-end">
              Make a link
            </Button>
          </form>
        )}
        <h3 className="mt-4 border-b pb-1 text-xs font-medium text-ink-2">Links that work</h3>
        <QueryState query={shares} empty={<p className="py-3 text-sm text-ink-3">There are none.</p>}>
          {(found) => (
            <ul className="divide-y">
              {found.map((share) => (
                <Line key={share.id} share={share} dashboard={dashboard.id} zone={timezone} />
              ))}
            </ul>
          )}
        </QueryState>
      </DialogContent>
    </Dialog>
  )
}

function Line({ share, dashboard, zone }: { share: Share; dashboard: number; zone: string }) {
  const { revoke } = useShareActions(dashboard)
  const name = share.label || 'a link'
  return (
    <li className="flex items-center gap-2 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm">{name}</span>
        <span className="block truncate text-xs text-ink-3">
          until {formatSecond(Date.parse(share.expires_at), zone).slice(0, 16)} ·{' '}
          {share.uses
            ? `opened ${plural(share.uses, 'time')}, last ${share.last_used_at ? timeAgo(Date.parse(share.last_used_at)) : ''}`
            : 'never opened'}
          {share.created_by && ` · by ${share.created_by}`}
        </span>
      </span>
      <IconButton
        label={`Take ${name} back`}
        title="Take it back: it stops working at once"
        disabled={revoke.isPending}
        onClick={() => revoke.mutate(share.id)}
      >
        <Link2Off aria-hidden />
      </IconButton>
    </li>
  )
}
