'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { Empty, QueryState } from '@/components/query-state'
import { Badge, Button } from '@/components/ui'
import { useMay, useTenant } from '@/features/session'
import { get, remove } from '@/lib/api'
import type { ApiKey, List } from '@/lib/model'
import { timeAgo } from '@/lib/time'

import { Confirm } from '@/components/confirm'
import { useChange } from '@/components/use-change'
import { NewKey } from './new-key'
import { rowLook, Rows, Section } from '@/components/section'

export function Keys() {
  const may = useMay('admin')
  if (!may) {
    return (
      <Section title="API keys">
        <Empty title="Keys are for admins">Ask an admin of the organisation to make one for you.</Empty>
      </Section>
    )
  }
  return <KeyList />
}

function KeyList() {
  const tenant = useTenant()
  const [making, setMaking] = useState(false)
  const keys = useQuery({
    queryKey: ['api-keys', tenant],
    queryFn: ({ signal }) => get<List<ApiKey>>('/api-keys/', undefined, signal),
  })
  const revoke = useChange((id: number) => remove(`/api-keys/${id}/`), {
    keys: [['api-keys']],
    done: 'The key is revoked.',
  })
  return (
    <Section
      title="API keys"
      lead="For shippers and scripts. A key belongs to this organisation, can do only what its scopes say, and is shown once."
      tools={
        <Button variant="primary" onClick={() => setMaking(true)}>
          <Plus aria-hidden /> New key
        </Button>
      }
    >
      <QueryState
        query={keys}
        empty="No keys yet. Make one to send logs over HTTP or to search from a script."
      >
        {({ results }) => (
          <Rows label="API keys">
            {results.map((key) => (
              <li key={key.id} className={rowLook}>
                <div className="min-w-0 flex-1 basis-60">
                  <p className="flex flex-wrap items-center gap-2">
                    <span className="truncate">{key.name}</span>
                    {key.scopes.map((scope) => (
                      <Badge key={scope}>{scope}</Badge>
                    ))}
                  </p>
                  <p className="text-xs text-ink-3">
                    <code>{key.prefix}…</code> · {key.created_by && `by ${key.created_by}, `}
                    {timeAgo(Date.parse(key.created_at))} · {lastUse(key)}
                    {key.expires_at && ` · ends ${timeAgo(Date.parse(key.expires_at))}`}
                  </p>
                </div>
                <Confirm
                  button="Revoke"
                  title={`Revoke “${key.name}”?`}
                  verb="Revoke"
                  onConfirm={() => revoke.mutateAsync(key.id)}
                >
                  Whatever uses it is refused from then on. This cannot be undone.
                </Confirm>
              </li>
            ))}
          </Rows>
        )}
      </QueryState>
      {making && <NewKey onClose={() => setMaking(false)} />}
    </Section>
  )
}

const lastUse = ({ last_used_at }: ApiKey) =>
  last_used_at ? `used ${timeAgo(Date.parse(last_used_at))}` : 'never used'
