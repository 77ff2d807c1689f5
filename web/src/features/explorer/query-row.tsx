'use client'

import { Play, Search } from 'lucide-react'
import type { ReactNode, Ref } from 'react'

import { HistoryMenu, QueryInput, SyntaxHelp } from '@/components/query-bar'
import type { Completions, QueryMistake } from '@/components/query-bar'
import { TimePicker } from '@/components/time-picker'
import { Button } from '@/components/ui'
import type { TimeRange, Zone } from '@/lib/time'

export interface QueryRowProps {
  tenant: string
  draft: string
  onDraft: (draft: string) => void
  onRun: (query: string) => void
  completions: Completions
  mistake: QueryMistake | null
  inputRef: Ref<HTMLTextAreaElement>
  range: TimeRange
  onRange: (range: TimeRange) => void
  zone: Zone
  onZone: (zone: Zone) => void
  timeOpen: boolean
  onTimeOpen: (open: boolean) => void
  /** The draft is not what is shown. */
  changed: boolean
  /** The queries that were run before; those of this browser otherwise. */
  history?: ReactNode
}

export function QueryRow(props: QueryRowProps) {
  const { draft, onDraft, onRun } = props
  return (
    <div role="search" aria-label="Logs" className="flex items-start gap-2 px-3 py-2 max-sm:flex-wrap">
      <div className="flex min-w-0 flex-1 items-start rounded-md bg-surface pl-2 shadow-[inset_0_0_0_1px_var(--field-line)] focus-within:shadow-[inset_0_0_0_1.5px_var(--focus)] max-sm:w-full max-sm:flex-none">
        <Search aria-hidden className="mt-2 size-4 shrink-0 text-ink-3 max-sm:mt-3.5" />
        <QueryInput
          value={draft}
          onChange={onDraft}
          onRun={onRun}
          completions={props.completions}
          mistake={props.mistake}
          inputRef={props.inputRef}
        />
        {props.history ?? <HistoryMenu tenant={props.tenant} onTake={onRun} />}
        <SyntaxHelp onTry={onDraft} />
      </div>
      <TimePicker
        value={props.range}
        onChange={props.onRange}
        zone={props.zone}
        onZone={props.onZone}
        open={props.timeOpen}
        onOpenChange={props.onTimeOpen}
        className="max-sm:min-w-0 max-sm:flex-1"
      />
      <Button
        variant={props.changed ? 'primary' : 'plain'}
        onClick={() => onRun(draft)}
        title="Run (Ctrl+Enter)"
      >
        <Play aria-hidden /> Run
      </Button>
    </div>
  )
}
