'use client'

import { History } from 'lucide-react'
import { useState } from 'react'
import type { FormEvent } from 'react'

import { Button, Dialog, DialogContent, DialogTrigger, Field, Input } from '@/components/ui'
import { useMay } from '@/features/session'

import { usePlace } from '../place'
import type { Draft, Pipeline } from '../model'
import { useReparseActions } from './queries'

export interface BeginReparseProps {
  pipeline: Pipeline
  /** What is in the editor and not saved yet. */
  draft?: Draft
}

/** Choose which kept logs, and see first what the pipeline would make of them. */
export function BeginReparse({ pipeline, draft }: BeginReparseProps) {
  const [given, go] = usePlace()
  const may = useMay('admin')
  const [open, setOpen] = useState(given.q !== null)
  const [q, setQ] = useState(given.q ?? '')
  const [from, setFrom] = useState(given.from ?? 'now-24h')
  const [to, setTo] = useState(given.to ?? 'now')
  const { begin } = useReparseActions()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate(
      { pipeline: pipeline.id, text: draft?.text, q, from, to },
      { onSuccess: ({ id }) => void go({ reparse: id }) },
    )
  }
  if (!may) return null
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <History aria-hidden /> Reparse…
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Reparse with ${pipeline.name}`}
        description="Kept logs go through the pipeline again. First you see in numbers what would change; nothing is changed until you apply it."
      >
        <form onSubmit={submit} className="flex flex-col gap-2 pt-2">
          <Field label="Logs that this search finds" hint="Empty finds every log of the range">
            {(ids) => (
              <Input
                {...ids}
                value={q}
                onChange={(event) => setQ(event.target.value)}
                spellCheck={false}
                autoFocus
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-3">
            <Field label="From" hint="now-24h, or 2026-03-14T10:00:00Z">
              {(ids) => <Input {...ids} value={from} onChange={(event) => setFrom(event.target.value)} />}
            </Field>
            <Field label="To">
              {(ids) => <Input {...ids} value={to} onChange={(event) => setTo(event.target.value)} />}
            </Field>
          </div>
          <p className="text-xs text-ink-3">
            {draft
              ? 'With the text in the editor, which is not saved yet.'
              : `With version ${pipeline.version.number}, the one that runs.`}
          </p>
          {begin.error && <p className="text-xs text-sev-error">{begin.error.message}</p>}
          <Button type="submit" variant="primary" busy={begin.isPending} className="self-start">
            Compare
          </Button>
        </form>
      </DialogContent>
    </Dialog>
  )
}
