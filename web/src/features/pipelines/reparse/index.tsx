'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'

import { PageHeader } from '@/components/page-header'
import { Panel } from '@/components/panel'
import { QueryState } from '@/components/query-state'
import { Button, IconButton, Progress } from '@/components/ui'
import { useMay, useTimes } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { count, percent, plural } from '@/lib/number'

import { isUnderway } from '../model'
import type { Reparse } from '../model'
import { Changed } from '../samples/outcome'
import { Fields } from './fields'
import { StageBadge } from './list'
import { useReparse, useReparseActions } from './queries'

/** One reparse: what it would change, in numbers and in samples, and the way to do and undo it. */
export function ReparsePage({ id, back }: { id: string; back: () => void }) {
  const reparse = useReparse(id)
  return (
    <>
      <PageHeader title="Reparse">
        <IconButton label="Back" onClick={back}>
          <ArrowLeft aria-hidden />
        </IconButton>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-3 sm:p-4">
          <QueryState query={reparse} isEmpty={() => false}>
            {(found) => <Inside reparse={found} />}
          </QueryState>
        </div>
      </div>
    </>
  )
}

function Inside({ reparse }: { reparse: Reparse }) {
  return (
    <>
      <Summary reparse={reparse} />
      {reparse.counts.changed > 0 && <Fields reparse={reparse} />}
      {reparse.samples.length > 0 && <SampleList reparse={reparse} />}
    </>
  )
}

function Summary({ reparse }: { reparse: Reparse }) {
  const { moment } = useTimes()
  const { counts } = reparse
  const done = reparse.stage === 'done'
  const logs = explorerLink({ q: reparse.query, from: reparse.start, to: reparse.end })
  return (
    <Panel title={`${reparse.name}@${reparse.version}`} tools={<StageBadge reparse={reparse} />}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-sm text-ink-2">
          {reparse.query ? <code>{reparse.query}</code> : 'All logs'} from {moment(reparse.start)} to{' '}
          {moment(reparse.end)},{' '}
          <Link href={logs} className="rounded-sm text-accent underline underline-offset-2">
            {plural(reparse.total, 'log')}
          </Link>
        </p>
        {isUnderway(reparse) && <How reparse={reparse} />}
        {reparse.error && (
          <p role="alert" className="text-sm text-sev-error">
            {reparse.error}
          </p>
        )}
        <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          <Figure name={done ? 'changed' : 'would change'} value={counts.changed} of={counts.events} />
          <Figure name={done ? 'dropped' : 'would be dropped'} value={counts.dropped} of={counts.events} />
          <Figure name="failures before" value={counts.failures_before} of={counts.events} />
          <Figure name="failures after" value={counts.failures_after} of={counts.events} />
        </dl>
        {(counts.made > 0 || counts.left_alone > 0 || reparse.refused > 0) && (
          <p className="text-xs text-ink-3">
            {counts.made > 0 && `${plural(counts.made, 'copy', 'copies')} would be made. `}
            {counts.left_alone > 0 &&
              `${plural(counts.left_alone, 'copy', 'copies')} of before stay: their line is reparsed with the first. `}
            {reparse.refused > 0 &&
              `${plural(reparse.refused, 'log')} could not be kept so and stayed as before.`}
          </p>
        )}
        <Actions reparse={reparse} />
      </div>
    </Panel>
  )
}

function Figure({ name, value, of }: { name: string; value: number; of: number }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="text-lg tabular-nums">
        {count(value)}{' '}
        {value > 0 && of > 0 && <span className="text-xs text-ink-3">{percent(value, of)}</span>}
      </dd>
    </div>
  )
}

function How({ reparse }: { reparse: Reparse }) {
  const comparing = reparse.stage === 'waiting' || reparse.stage === 'comparing'
  const [done, total] = comparing
    ? [reparse.compared, reparse.total]
    : [reparse.stage === 'undoing' ? reparse.chunks - reparse.next_chunk : reparse.next_chunk, reparse.chunks]
  return (
    <div className="flex items-center gap-3 text-xs text-ink-3">
      <Progress label={reparse.stage} done={done} total={total} className="flex-1" />
      <span className="w-40 text-right tabular-nums">
        {comparing ? `${count(done)} of ${count(total)} compared` : `part ${count(done)} of ${count(total)}`}
      </span>
    </div>
  )
}

function Actions({ reparse }: { reparse: Reparse }) {
  const { act } = useReparseActions()
  const may = useMay('admin')
  if (!may) return null
  const button = (verb: 'apply' | 'undo' | 'cancel', words: string, primary = false) => (
    <Button
      variant={primary ? 'primary' : 'plain'}
      busy={act.isPending && act.variables.verb === verb}
      onClick={() => act.mutate({ id: reparse.id, verb })}
    >
      {words}
    </Button>
  )
  const begun = reparse.next_chunk > 0
  const ended = ['cancelled', 'failed', 'undone', 'compared'].includes(reparse.stage)
  return (
    <div className="flex flex-wrap gap-2">
      {isUnderway(reparse) && button('cancel', 'Cancel')}
      {ended &&
        reparse.chunks > 0 &&
        button('apply', begun ? 'Go on' : `Apply to ${plural(reparse.counts.changed, 'log')}`, true)}
      {(reparse.stage === 'done' || (begun && ended)) && reparse.chunks > 0 && button('undo', 'Undo it')}
      {reparse.stage === 'compared' && reparse.counts.changed === 0 && (
        <p className="text-sm text-ink-3">Nothing would change: there is nothing to apply.</p>
      )}
      {reparse.stage === 'done' && reparse.chunks > 0 && (
        <p className="self-center text-xs text-ink-3">It can be undone for a week.</p>
      )}
    </div>
  )
}

function SampleList({ reparse }: { reparse: Reparse }) {
  const left = reparse.counts.changed - reparse.samples.length
  return (
    <Panel title="The first that change" tools={left > 0 ? `and ${count(left)} more` : undefined}>
      <ol className="divide-y">
        {reparse.samples.map(({ before, after, differences }) => (
          <li key={String(before.id)} className="px-4 py-2 text-xs">
            <p className="font-mono break-all">{String(before.message)}</p>
            {after.length === 0 ? (
              <p className="text-sev-error">is dropped</p>
            ) : (
              <Changed found={differences} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
