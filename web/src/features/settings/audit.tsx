'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'

import { Empty, Failing } from '@/components/query-state'
import { Rows, Section } from '@/components/section'
import { TimePicker } from '@/components/time-picker'
import { Button, Select, SkeletonRows } from '@/components/ui'
import { useMay, usePreferences, useTenant } from '@/features/session'
import { apiUrl, get } from '@/lib/api'
import type { List, Person } from '@/lib/model'
import { isAll } from '@/lib/time'

import { AuditRow, type AuditEntry } from './audit-row'

/** Who changed what in the organisation. */
export function Audit() {
  if (!useMay('admin')) {
    return (
      <Section title="Audit log">
        <Empty title="The audit log is for admins">It tells owners and admins who changed what.</Empty>
      </Section>
    )
  }
  return <Trail />
}

const ANY = 'any'

function Trail() {
  const tenant = useTenant()
  const { preferences, change } = usePreferences()
  const [picking, setPicking] = useState(false)
  const [place, go] = useQueryStates({
    person: parseAsString.withDefault(ANY),
    action: parseAsString.withDefault(ANY),
    from: parseAsString.withDefault('now-30d'),
    to: parseAsString.withDefault('now'),
  })
  const filter = {
    person: place.person === ANY ? undefined : place.person,
    action: place.action === ANY ? undefined : place.action,
    from: isAll(place) ? undefined : place.from,
    to: isAll(place) || place.to === 'now' ? undefined : place.to,
  }
  const choices = useQuery({
    queryKey: ['audit-choices', tenant],
    queryFn: ({ signal }) => get<Choices>('/audit/choices/', undefined, signal),
  })
  const trail = useInfiniteQuery({
    queryKey: ['audit', tenant, filter],
    queryFn: ({ pageParam, signal }) =>
      get<List<AuditEntry>>('/audit/', { ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const rows = trail.data?.pages.flatMap(({ results }) => results)
  const file = (format: string) => apiUrl('/audit/export/', { ...filter, format, organisation: tenant })

  return (
    <Section
      title="Audit log"
      lead="Who changed settings, keys, people, rules, dashboards, pipelines and channels. Entries are only ever added."
      tools={
        <span className="flex gap-2">
          {['csv', 'ndjson'].map((format) => (
            <Button key={format} size="sm" asChild>
              <a href={file(format)} download>
                <Download aria-hidden /> {format.toUpperCase()}
              </a>
            </Button>
          ))}
        </span>
      }
    >
      <div role="search" aria-label="Which entries" className="mb-3 flex flex-wrap gap-2">
        <Select
          label="Who"
          value={place.person}
          onChange={(person) => void go({ person })}
          options={[
            { value: ANY, label: 'Everybody' },
            ...(choices.data?.people ?? []).map(({ id, username }) => ({
              value: String(id),
              label: username,
            })),
            { value: 'nobody', label: 'Programs and the command line' },
          ]}
        />
        <Select
          label="Action"
          value={place.action}
          onChange={(action) => void go({ action })}
          options={[
            { value: ANY, label: 'Every action' },
            ...(choices.data?.actions ?? []).map((value) => ({ value, label: value })),
          ]}
        />
        <TimePicker
          value={{ from: place.from, to: place.to }}
          onChange={(range) => void go(range)}
          zone={preferences.timezone}
          onZone={(timezone) => change({ timezone })}
          open={picking}
          onOpenChange={setPicking}
        />
      </div>
      {rows === undefined ? (
        trail.error ? (
          <Failing error={trail.error} retry={() => void trail.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : rows.length === 0 ? (
        <Empty title="Nothing was changed">Not by these people, in this way, in this time.</Empty>
      ) : (
        <Rows label="Audit log">
          {rows.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </Rows>
      )}
      {trail.hasNextPage && (
        <p className="mt-4 text-center">
          <Button busy={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
            Older ones
          </Button>
        </p>
      )}
    </Section>
  )
}

interface Choices {
  people: Person[]
  actions: string[]
}
