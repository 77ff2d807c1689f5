'use client'

import { useQuery } from '@tanstack/react-query'

import { QueryState } from '@/components/query-state'
import { Badge, Button } from '@/components/ui'
import { get, remove } from '@/lib/api'
import type { List, Session } from '@/lib/model'
import { timeAgo } from '@/lib/time'

import { browserName } from './browser-name'
import { useChange } from '@/components/use-change'
import { rowLook, Rows, Section } from '@/components/section'

export function Sessions() {
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => get<List<Session>>('/auth/sessions/', undefined, signal),
  })
  const end = useChange((id: string) => remove(`/auth/sessions/${id}/`), {
    keys: [['sessions']],
    done: 'That browser is logged out.',
  })
  return (
    <Section title="Sessions" lead="Browsers that are logged in as you.">
      <QueryState query={sessions}>
        {({ results }) => (
          <Rows label="Sessions">
            {results.map((session) => (
              <li key={session.id} className={rowLook}>
                <div className="min-w-0 flex-1">
                  <p className="flex items-center gap-2" title={session.user_agent}>
                    {browserName(session.user_agent)}
                    {session.current && <Badge tone="accent">this one</Badge>}
                  </p>
                  <p className="text-xs text-ink-3">
                    {session.ip ?? 'unknown address'} · seen {timeAgo(Date.parse(session.last_seen_at))} ·
                    since {timeAgo(Date.parse(session.created_at))}
                  </p>
                </div>
                {!session.current && (
                  <Button size="sm" onClick={() => end.mutate(session.id)}>
                    Log out
                  </Button>
                )}
              </li>
            ))}
          </Rows>
        )}
      </QueryState>
    </Section>
  )
}
