'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { FormEvent } from 'react'

import { Empty, Failing } from '@/components/query-state'
import { Badge, Button, IconButton, Textarea } from '@/components/ui'
import { rate } from '@/lib/number'

import type { Tried, TryAnswer } from '../model'
import { Outcome } from './outcome'
import { TakeSamples } from './take'

/** The most that are kept with a pipeline. */
const MOST = 200

export interface SamplesProps {
  samples: string[]
  onChange: (samples: string[]) => void
  answer: UseQueryResult<TryAnswer>
  /** The newest results. */
  tried: Tried[]
  /** The text has mistakes: what is shown is of the text before. */
  broken: boolean
}

/** Lines to try the pipeline on, and what it makes of each as one types. */
export function Samples({ samples, onChange, answer, tried: results, broken }: SamplesProps) {
  const add = (lines: string[]) => onChange([...new Set([...samples, ...lines])].slice(0, MOST))
  return (
    <div className="flex flex-col gap-3 p-4">
      <Paste onLines={add} />
      <TakeSamples onLines={add} />
      {samples.length === 0 && (
        <Empty title="No samples yet">
          Paste a few of your lines: what the pipeline makes of them is shown here while you type.
        </Empty>
      )}
      {answer.error && samples.length > 0 && (
        <Failing error={answer.error} retry={() => void answer.refetch()} />
      )}
      {broken && samples.length > 0 && (
        <p className="text-xs text-sev-warning">The text has a mistake. The results are those of before.</p>
      )}
      <ol className="flex flex-col gap-3">
        {samples.map((sample) => {
          const tried = results.find((one) => one.sample === sample)
          return (
            <li key={sample} className="overflow-hidden rounded-lg border bg-surface">
              <div className="flex items-start gap-2 border-b bg-sunken px-3 py-1.5">
                <code className="min-w-0 flex-1 py-1 text-xs break-all whitespace-pre-wrap">{sample}</code>
                {tried && tried.documents.length === 0 && !tried.left_out && <Badge>dropped</Badge>}
                {tried && tried.documents.length > 1 && <Badge>{tried.documents.length} logs</Badge>}
                {tried && (
                  <span className="py-1 text-2xs whitespace-nowrap text-ink-3 tabular-nums">
                    {rate(tried.microseconds)} µs
                  </span>
                )}
                <IconButton
                  label="Take this sample away"
                  size="sm"
                  onClick={() => onChange(samples.filter((one) => one !== sample))}
                >
                  <X aria-hidden />
                </IconButton>
              </div>
              {tried ? <Outcome tried={tried} /> : <p className="px-3 py-2 text-xs text-ink-3">…</p>}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function Paste({ onLines }: { onLines: (lines: string[]) => void }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length === 0) return
    onLines(lines)
    setText('')
  }
  return (
    <form onSubmit={submit} className="flex items-start gap-2">
      <Textarea
        aria-label="Lines to add"
        placeholder="Paste lines here, one sample a line"
        value={text}
        onChange={(event) => setText(event.target.value)}
        rows={2}
        spellCheck={false}
        className="flex-1 font-mono text-xs"
      />
      <Button type="submit" disabled={text.trim() === ''}>
        <Plus aria-hidden /> Add
      </Button>
    </form>
  )
}
