'use client'

import { useState } from 'react'
import { toast } from 'sonner'

import { Empty, Failing } from '@/components/query-state'
import { Section } from '@/components/section'
import { SeverityMark } from '@/components/severity'
import { Badge, Button, Select, SkeletonRows } from '@/components/ui'
import { useMay, useTimes } from '@/features/session'
import { cn } from '@/lib/cn'

import type { Channel, Delivery } from '../model'
import { STATUS_WORDS } from '../words'
import { useChannelActions, useDeliveries } from './queries'

const STATUSES = ['all', 'waiting', 'sent', 'failed', 'dropped'] as const

/** What was sent, or is to be, with every answer. */
export function Deliveries({ channels }: { channels: readonly Channel[] }) {
  const [status, setStatus] = useState<(typeof STATUSES)[number]>('all')
  const [channel, setChannel] = useState('all')
  const deliveries = useDeliveries({
    status: status === 'all' ? undefined : status,
    channel: channel === 'all' ? undefined : Number(channel),
  })
  const rows = deliveries.data?.pages.flatMap(({ results }) => results)
  return (
    <Section
      title="Deliveries"
      lead="Every message, how often it was tried, and what the other side said. What fails in passing is tried again for a day."
      tools={
        <>
          <Select
            label="Of which channel"
            size="sm"
            value={channel}
            options={[
              { value: 'all', label: 'All channels' },
              ...channels.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            onChange={setChannel}
          />
          <Select
            label="With which result"
            size="sm"
            value={status}
            options={STATUSES.map((value) => ({
              value,
              label: value === 'all' ? 'All results' : STATUS_WORDS[value],
            }))}
            onChange={setStatus}
          />
        </>
      }
    >
      {rows === undefined ? (
        deliveries.error ? (
          <Failing error={deliveries.error} retry={() => void deliveries.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : rows.length === 0 ? (
        <Empty>Nothing was sent.</Empty>
      ) : (
        <ul aria-label="Deliveries" className="divide-y rounded-lg border bg-surface">
          {rows.map((each) => (
            <DeliveryRow key={each.id} delivery={each} />
          ))}
        </ul>
      )}
      {deliveries.hasNextPage && (
        <p className="mt-4 text-center">
          <Button busy={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
            Older ones
          </Button>
        </p>
      )}
    </Section>
  )
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { moment } = useTimes()
  const editor = useMay('editor')
  const { retry } = useChannelActions()
  const ended = delivery.status === 'failed' || delivery.status === 'dropped'
  const failing = delivery.status === 'failed' || (delivery.status === 'waiting' && delivery.answer !== '')
  return (
    <li className="px-4 py-2 text-sm">
      <details>
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1">
          <SeverityMark level={delivery.severity} />
          <span className="min-w-0 flex-1 basis-48 truncate">{delivery.title}</span>
          <span className="text-xs text-ink-3">{delivery.channel_name}</span>
          <Badge tone={delivery.status === 'failed' ? 'error' : failing ? 'warning' : 'neutral'}>
            {STATUS_WORDS[delivery.status]}
            {delivery.attempts > 1 && `, ${delivery.attempts} attempts`}
          </Badge>
          <time dateTime={delivery.created_at} className="text-xs text-ink-3">
            {moment(delivery.created_at)}
          </time>
        </summary>
        <div className="mt-2 flex flex-col gap-1 text-xs text-ink-2">
          {delivery.tries.length === 0 && <p>{delivery.answer || 'It was not tried yet.'}</p>}
          {delivery.tries.map((each) => (
            <p key={each.at} className={cn('break-words', !each.ok && 'text-sev-error')}>
              {moment(each.at)} · {each.status ?? 'no answer'} · {each.took_ms} ms · {each.answer}
            </p>
          ))}
          {delivery.status === 'waiting' && delivery.attempts > 0 && (
            <p>Tried again at {moment(delivery.next_at)}.</p>
          )}
          {ended && editor && (
            <Button
              size="sm"
              className="self-start"
              busy={retry.isPending}
              onClick={() =>
                retry.mutate(delivery.id, { onError: (problem) => toast.error(problem.message) })
              }
            >
              Send it again
            </Button>
          )}
        </div>
      </details>
    </li>
  )
}
