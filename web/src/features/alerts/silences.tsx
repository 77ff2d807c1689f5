'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'

import { sentence } from '@/components/form'
import { Panel } from '@/components/panel'
import { Empty, QueryState } from '@/components/query-state'
import { Badge, Button, Dialog, DialogContent, Field, Input } from '@/components/ui'
import { useMay, usePreferences, useTenant, useTimes } from '@/features/session'
import { get, post, remove } from '@/lib/api'
import type { List } from '@/lib/model'
import { fromWall, toWall } from '@/lib/time'

import { Matchers, matchersWords } from './matchers'
import type { Matcher, Silence } from './model'
import { say } from './queries'

const HOUR_MS = 3_600_000

/** Times in which nobody is told: maintenance, for one. */
export function Silences() {
  const tenant = useTenant()
  const mayEdit = useMay('editor')
  const [making, setMaking] = useState(false)
  const silences = useQuery({
    queryKey: ['silences', tenant],
    queryFn: ({ signal }) => get<List<Silence>>('/alerts/silences/', { limit: 200 }, signal),
    refetchInterval: 30_000,
  })
  const create = mayEdit && (
    <Button variant="primary" size="sm" onClick={() => setMaking(true)}>
      <Plus aria-hidden /> New silence
    </Button>
  )
  return (
    <>
      <Panel title="Silences and maintenance" tools={create}>
        <QueryState
          query={silences}
          empty={
            <Empty title="Nothing is silenced">
              During a silence rules are watched and alerts are kept as ever, and nobody is told.
            </Empty>
          }
        >
          {({ results }) => (
            <ul aria-label="Silences" className="divide-y">
              {results.map((silence) => (
                <Row key={silence.id} silence={silence} mayEdit={mayEdit} />
              ))}
            </ul>
          )}
        </QueryState>
      </Panel>
      {making && <NewSilence close={() => setMaking(false)} />}
    </>
  )
}

function Row({ silence, mayEdit }: { silence: Silence; mayEdit: boolean }) {
  const { moment } = useTimes()
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => remove(`/alerts/silences/${silence.id}/`),
    onSettled: () => client.invalidateQueries({ queryKey: ['silences'] }),
    onError: say,
  })
  const when = phase(silence)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
      <Badge tone={when === 'now' ? 'accent' : 'neutral'}>{when}</Badge>
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate">{matchersWords(silence.matchers)}</p>
        <p className="text-xs text-ink-3 tabular-nums">
          {moment(silence.starts_at)} to {moment(silence.ends_at)}
          {silence.comment && ` · ${silence.comment}`}
          {silence.created_by && ` · ${silence.created_by}`}
        </p>
      </div>
      {mayEdit && when !== 'over' && (
        <Button size="sm" busy={end.isPending} onClick={() => end.mutate()}>
          End it now
        </Button>
      )}
    </li>
  )
}

function phase({ starts_at, ends_at }: Silence): 'over' | 'to come' | 'now' {
  const now = Date.now()
  if (Date.parse(ends_at) <= now) return 'over'
  return Date.parse(starts_at) > now ? 'to come' : 'now'
}

function NewSilence({ close }: { close: () => void }) {
  const client = useQueryClient()
  const { timezone } = usePreferences().preferences
  const local = (at: number) => new Date(toWall(at, timezone)).toISOString().slice(0, 16)
  const [matchers, setMatchers] = useState<Matcher[]>([{ label: 'service', op: '=', value: '' }])
  const [from, setFrom] = useState(() => local(Date.now()))
  const [to, setTo] = useState(() => local(Date.now() + 2 * HOUR_MS))
  const [comment, setComment] = useState('')
  const iso = (wall: string) => new Date(fromWall(Date.parse(`${wall}Z`), timezone)).toISOString()
  const create = useMutation({
    mutationFn: () =>
      post<Silence>('/alerts/silences/', { matchers, starts_at: iso(from), ends_at: iso(to), comment }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['silences'] })
      toast.success('Nobody will be told of these.')
      close()
    },
  })
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent title="New silence" description="Alerts that fit are kept, and nobody is told of them.">
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            create.mutate()
          }}
        >
          <fieldset>
            <legend className="mb-1 text-xs font-medium text-ink-2">Alerts where</legend>
            <Matchers value={matchers} onChange={setMatchers} />
          </fieldset>
          <div className="grid grid-cols-2 gap-3">
            <Field label="From">
              {(ids) => (
                <Input
                  {...ids}
                  type="datetime-local"
                  required
                  value={from}
                  onChange={(event) => setFrom(event.target.value)}
                />
              )}
            </Field>
            <Field label="Until">
              {(ids) => (
                <Input
                  {...ids}
                  type="datetime-local"
                  required
                  value={to}
                  onChange={(event) => setTo(event.target.value)}
                />
              )}
            </Field>
          </div>
          <Field
            label="Why"
            hint={`Times are in ${timezone === 'local' ? 'this browser’s zone' : timezone}.`}
          >
            {(ids) => (
              <Input
                {...ids}
                maxLength={300}
                placeholder="Database upgrade"
                value={comment}
                onChange={(event) => setComment(event.target.value)}
              />
            )}
          </Field>
          <p role="alert" className="min-h-5 text-sm text-sev-error">
            {create.error && sentence(create.error)}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" busy={create.isPending}>
              Silence them
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
