'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'

import { Button, Dialog, DialogContent, DialogTrigger, Field, Input } from '@/components/ui'
import { useMay } from '@/features/session'
import { get } from '@/lib/api'
import type { List, LogEvent } from '@/lib/model'
import { plural } from '@/lib/number'

interface DeadLetter {
  text: string
}

export interface TakeSamplesProps {
  onLines: (lines: string[]) => void
}

/** Samples out of what is kept already: a search, or what could not be kept. */
export function TakeSamples({ onLines }: TakeSamplesProps) {
  const mayAdmin = useMay('admin')
  const dead = useMutation({
    mutationFn: () => get<List<DeadLetter>>('/dead-letters/', { limit: 50 }),
    onSuccess: ({ results }) => {
      onLines(results.map(({ text }) => text.replace(/\n$/, '')))
      toast(
        results.length > 0 ? `${plural(results.length, 'dead letter')} added.` : 'There are no dead letters.',
      )
    },
    onError: (problem) => toast.error(problem.message),
  })
  return (
    <div className="flex flex-wrap gap-2">
      <FromSearch onLines={onLines} />
      {mayAdmin && (
        <Button size="sm" onClick={() => dead.mutate()} busy={dead.isPending}>
          From dead letters
        </Button>
      )}
    </div>
  )
}

function FromSearch({ onLines }: TakeSamplesProps) {
  const [open, setOpen] = useState(false)
  const [q, setQ] = useState('')
  const [from, setFrom] = useState('now-24h')
  const search = useMutation({
    mutationFn: () => get<List<LogEvent>>('/logs/search/', { q, from, to: 'now', limit: 20 }),
    onSuccess: ({ results }) => {
      onLines(results.map(({ raw, message }) => raw ?? message))
      toast(
        results.length > 0 ? `${plural(results.length, 'line')} added.` : 'The search finds nothing there.',
      )
      if (results.length > 0) setOpen(false)
    },
    onError: (problem) => toast.error(problem.message),
  })
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">From a search…</Button>
      </DialogTrigger>
      <DialogContent title="Lines from a search" description="The newest twenty, as they came.">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            search.mutate()
          }}
          className="flex flex-col gap-2 pt-2"
        >
          <Field label="Search" hint="Empty finds everything">
            {(ids) => (
              <Input {...ids} value={q} onChange={(event) => setQ(event.target.value)} spellCheck={false} />
            )}
          </Field>
          <Field label="Since" hint="now-24h, or a day such as 2026-03-14">
            {(ids) => <Input {...ids} value={from} onChange={(event) => setFrom(event.target.value)} />}
          </Field>
          <Button type="submit" variant="primary" busy={search.isPending} className="self-start">
            Add them
          </Button>
        </form>
      </DialogContent>
    </Dialog>
  )
}
