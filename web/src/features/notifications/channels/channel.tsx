'use client'

import { Send } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'

import { Confirm } from '@/components/confirm'
import { rowLook } from '@/components/section'
import { Badge, Button, Switch } from '@/components/ui'
import { useMay } from '@/features/session'
import { cn } from '@/lib/cn'
import { timeAgo } from '@/lib/time'

import type { Channel, ChannelKind, Tested } from '../model'
import { STATUS_WORDS } from '../words'
import { useChannelActions } from './queries'

export interface ChannelRowProps {
  channel: Channel
  kind?: ChannelKind
  onChange: () => void
}

/** A channel, how it went last, and what the other side says to a test. */
export function ChannelRow({ channel, kind, onChange }: ChannelRowProps) {
  const admin = useMay('admin')
  const editor = useMay('editor')
  const { save, drop, test } = useChannelActions()
  const [answer, setAnswer] = useState<Tested | null>(null)
  const say = (problem: Error) => {
    toast.error(problem.message)
  }
  return (
    <li className={cn(rowLook, 'py-3')} aria-label={channel.name}>
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate font-medium">{channel.name}</span>
          <Badge>{kind?.title ?? channel.kind}</Badge>
          {!channel.enabled && <Badge tone="warning">off</Badge>}
          {channel.failures > 0 && <Badge tone="error">failing</Badge>}
        </p>
        <p className="truncate text-xs text-ink-3">{where(channel)}</p>
        <Last channel={channel} />
      </div>
      {admin && (
        <Switch
          label="On"
          checked={channel.enabled}
          onChange={(enabled) => save.mutate({ id: channel.id, enabled }, { onError: say })}
        />
      )}
      {editor && (
        <Button
          size="sm"
          busy={test.isPending}
          aria-label={`Send a test to ${channel.name}`}
          onClick={() => test.mutate(channel.id, { onSuccess: setAnswer, onError: say })}
        >
          <Send aria-hidden /> Send a test
        </Button>
      )}
      {admin && (
        <>
          <Button size="sm" aria-label={`Change ${channel.name}`} onClick={onChange}>
            Change
          </Button>
          <Confirm
            button="Remove"
            title={`Remove “${channel.name}”?`}
            verb="Remove"
            onConfirm={() => drop.mutateAsync(channel.id, { onError: say })}
          >
            Its secrets are forgotten, and what still waits for it is dropped. Policies and reports that name
            it tell nobody through it any more.
          </Confirm>
        </>
      )}
      {answer && <Answer answer={answer} />}
    </li>
  )
}

function where({ config, secrets }: Channel): string {
  const to = config.to
  const shown = [Array.isArray(to) ? to.join(', ') : '', config.chat, config.url, secrets.url]
  return shown.filter((each) => typeof each === 'string' && each).join(' · ')
}

function Last({ channel: { last } }: { channel: Channel }) {
  if (!last) return <p className="text-xs text-ink-3">Nothing was sent yet.</p>
  return (
    <p className={cn('line-clamp-2 text-xs', last.status === 'failed' ? 'text-sev-error' : 'text-ink-3')}>
      Last {STATUS_WORDS[last.status]} {timeAgo(Date.parse(last.finished_at))}
      {last.status !== 'sent' && last.answer && `: ${last.answer}`}
    </p>
  )
}

/** What the other side said, as it said it. */
function Answer({ answer: { ok, status, answer, took_ms } }: { answer: Tested }) {
  return (
    <div
      role="status"
      className={cn(
        'basis-full rounded-md px-3 py-2 text-xs',
        ok ? 'bg-sunken' : 'bg-wash-error text-sev-error',
      )}
    >
      <p className="font-medium">
        {ok ? 'It was taken' : 'It was not taken'}
        {status !== null && `: ${status}`} · {took_ms} ms
      </p>
      {answer && <pre className="mt-1 font-mono break-words whitespace-pre-wrap">{answer}</pre>}
    </div>
  )
}
