'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'

import { Empty, QueryState } from '@/components/query-state'
import { Rows, Section } from '@/components/section'
import { Button } from '@/components/ui'
import { useMay } from '@/features/session'

import type { Channel } from '../model'
import { ChannelRow } from './channel'
import { Deliveries } from './deliveries'
import { ChannelDialog } from './dialog'
import { useChannels, useKinds } from './queries'

/** Where the organisation is told things, and what became of each message. */
export function ChannelSettings() {
  const admin = useMay('admin')
  const channels = useChannels()
  const kinds = useKinds()
  const [changing, setChanging] = useState<Channel | 'new' | null>(null)
  const make = admin && (
    <Button variant="primary" disabled={!kinds.data} onClick={() => setChanging('new')}>
      <Plus aria-hidden /> New channel
    </Button>
  )
  return (
    <>
      <Section
        title="Channels"
        lead="Places outside that alerts and reports are sent to: mail, chat, on-call services, webhooks. Secrets are encrypted, and never shown again."
        tools={make}
      >
        <QueryState
          query={channels}
          empty={
            <Empty title="No channels yet">
              {admin
                ? 'Make one, send a test, and name it in a policy of the alerts.'
                : 'Ask an admin of the organisation to make one.'}
            </Empty>
          }
        >
          {(all) => (
            <Rows label="Channels">
              {all.map((channel) => (
                <ChannelRow
                  key={channel.id}
                  channel={channel}
                  kind={kinds.data?.find(({ name }) => name === channel.kind)}
                  onChange={() => setChanging(channel)}
                />
              ))}
            </Rows>
          )}
        </QueryState>
      </Section>
      <Deliveries channels={channels.data ?? []} />
      {changing && kinds.data && (
        <ChannelDialog
          kinds={kinds.data}
          channel={changing === 'new' ? null : changing}
          onClose={() => setChanging(null)}
        />
      )}
    </>
  )
}
