'use client'

import { RotateCw, Search } from 'lucide-react'
import { useState } from 'react'

import { QueryInput, type QueryMistake } from '@/components/query-bar'
import { TimePicker } from '@/components/time-picker'
import { Button, IconButton, Tooltip } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { ApiError } from '@/lib/api'
import { useRecentCompletions } from '@/lib/use-completions'

import type { Go, Place } from './place'

interface AskingRowProps {
  place: Place
  go: Go
  again: () => void
  /** Whether the range is shown. A tab that counts back from now by itself needs none. */
  ranged: boolean
}

/** The query and the range that the tabs are about. */
export function AskingRow({ place, go, again, ranged }: AskingRowProps) {
  const completions = useRecentCompletions(useTenant())
  const { preferences, change } = usePreferences()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState({ of: place.q, text: place.q })
  // Another address has another query.
  if (typed.of !== place.q) setTyped({ of: place.q, text: place.q })
  const run = (q: string) => {
    again()
    void go({ q: q.trim() || null })
  }
  return (
    <div
      role="search"
      aria-label="Which logs"
      className="flex flex-wrap items-start gap-2 border-b px-3 py-2 sm:px-4"
    >
      <div className="flex min-w-56 flex-1 items-start rounded-md bg-surface pl-2 shadow-[inset_0_0_0_1px_var(--field-line)] focus-within:shadow-[inset_0_0_0_1.5px_var(--focus)] max-sm:w-full max-sm:flex-none">
        <Search aria-hidden className="mt-2 size-4 shrink-0 text-ink-3 max-sm:mt-3.5" />
        <QueryInput
          value={typed.text}
          placeholder="All logs"
          onChange={(text) => setTyped({ of: place.q, text })}
          onRun={run}
          completions={completions}
        />
        {typed.text !== place.q && (
          <Button size="sm" variant="primary" className="m-0.5" onClick={() => run(typed.text)}>
            Run
          </Button>
        )}
      </div>
      {ranged && (
        <TimePicker
          value={{ from: place.from, to: place.to }}
          onChange={(range) => {
            again()
            void go(range)
          }}
          zone={preferences.timezone}
          onZone={(timezone) => change({ timezone })}
          open={open}
          onOpenChange={setOpen}
          className="max-sm:min-w-0 max-sm:flex-1"
        />
      )}
      <Tooltip text="Ask again">
        <IconButton label="Ask again" onClick={again}>
          <RotateCw aria-hidden />
        </IconButton>
      </Tooltip>
    </div>
  )
}

/** The mistake in the query that an answer complains of. */
export function mistakeOf(error: unknown): QueryMistake | null {
  if (!(error instanceof ApiError) || error.code !== 'query_error') return null
  return { message: error.message, hint: error.hint, column: error.column && error.column - 1 }
}
