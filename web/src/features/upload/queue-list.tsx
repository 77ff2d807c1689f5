'use client'

import { X } from 'lucide-react'

import { sentence } from '@/components/form'
import { Button, IconButton, Progress } from '@/components/ui'
import { useTimes } from '@/features/session'
import { bytes } from '@/lib/number'

import type { Item, Queue } from './use-queue'

/** Files on their way up, and those that the server did not take, with its reason. */
export function QueueList({ queue }: { queue: Queue }) {
  if (queue.items.length === 0) return null
  return (
    <ul aria-label="Files being sent" className="divide-y rounded-lg border bg-surface">
      {queue.items.map((item) => (
        <li key={item.key} className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
          <span className="min-w-0 flex-1 truncate text-sm text-ink">{item.file.name}</span>
          <State item={item} queue={queue} />
          <IconButton label={`Cancel ${item.file.name}`} size="sm" onClick={() => queue.cancel(item.key)}>
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

function State({ item, queue }: { item: Item; queue: Queue }) {
  const { moment } = useTimes()
  if (item.state === 'queued')
    return <span className="text-xs text-ink-3">{bytes(item.file.size)}, next in line</span>
  if (item.state === 'sending') {
    return (
      <span className="flex w-80 max-w-full items-center gap-3 text-xs text-ink-3">
        <Progress
          label={`Sending ${item.file.name}`}
          done={item.sent}
          total={item.file.size}
          className="flex-1"
        />
        <span className="w-32 text-right whitespace-nowrap">
          {item.sent < item.file.size ? `${bytes(item.sent)} of ${bytes(item.file.size)}` : 'sent, checking'}
        </span>
      </span>
    )
  }
  if (item.state === 'duplicate') {
    const { duplicateOf: before } = item
    return (
      <span role="alert" className="flex flex-wrap items-center gap-3 text-xs text-sev-warning">
        The same file was uploaded before
        {before && `, as ${before.filename} on ${moment(before.created_at)}`}.
        <Button size="sm" onClick={() => queue.again(item.key, true)}>
          Upload anyway
        </Button>
      </span>
    )
  }
  return (
    <span role="alert" className="flex flex-wrap items-center gap-3 text-xs text-sev-error">
      {item.problem && sentence(item.problem)}
      <Button size="sm" onClick={() => queue.again(item.key)}>
        Try again
      </Button>
    </span>
  )
}
