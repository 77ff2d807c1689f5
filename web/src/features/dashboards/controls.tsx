'use client'

import { Filter, RotateCw, Undo2 } from 'lucide-react'
import { useState } from 'react'

import { QueryInput } from '@/components/query-bar'
import { TimePicker } from '@/components/time-picker'
import { Button, IconButton, Select, Tooltip } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { rangeOf } from '@/lib/time'
import { useRecentCompletions } from '@/lib/use-completions'

import { inForce, REFRESHES, refreshWords, type Draft } from './model'
import { choicesOf, useChosen, usePlace } from './place'
import { useAsking, useNow } from './use-asking'
import { VariablesBar } from './variables-bar'

/** What a dashboard is asked with: its range, what is chosen and the filter, as the address has them. */
export function useControls({ range: usual, refresh: often, variables }: Draft) {
  const [place, go] = usePlace()
  const range = { from: place.from ?? usual.from, to: place.to ?? usual.to }
  const refresh = place.refresh ?? often
  const picked = useChosen(place.v)
  const chosen = inForce(variables, picked)
  const [now, again] = useNow(refresh)
  const asking = useAsking(range, chosen, place.q, now)
  return {
    range,
    refresh,
    chosen,
    asking,
    again,
    moved: place.from !== null || place.to !== null,
    filter: place.q,
    setRange: (next: { from: string; to: string }) => {
      again()
      void go(next)
    },
    resetRange: () => {
      again()
      void go({ from: null, to: null })
    },
    zoom: (from: Date, to: Date) => void go(rangeOf(from.getTime(), to.getTime())),
    setRefresh: (next: number) => void go({ refresh: next === often ? null : next }),
    choose: (name: string, values: string[]) => void go({ v: choicesOf({ ...picked, [name]: values }) }),
    setFilter: (q: string) => {
      again()
      void go({ q: q.trim() || null })
    },
  }
}

export type Controls = ReturnType<typeof useControls>

/** The range and how often it is asked anew. */
export function RangeControls({ controls }: { controls: Controls }) {
  const { preferences, change: prefer } = usePreferences()
  const [open, setOpen] = useState(false)
  const choices = [...new Set([...REFRESHES, controls.refresh])].sort((a, b) => a - b)
  return (
    <>
      {controls.moved && (
        <Tooltip text="Back to the dashboard’s own range">
          <IconButton label="Back to the dashboard’s own range" onClick={controls.resetRange}>
            <Undo2 aria-hidden />
          </IconButton>
        </Tooltip>
      )}
      <TimePicker
        value={controls.range}
        onChange={controls.setRange}
        zone={preferences.timezone}
        onZone={(timezone) => prefer({ timezone })}
        open={open}
        onOpenChange={setOpen}
      />
      <Select
        label="Refresh by itself"
        value={String(controls.refresh)}
        options={choices.map((seconds) => ({ value: String(seconds), label: refreshWords(seconds) }))}
        onChange={(next) => controls.setRefresh(Number(next))}
        className="max-sm:hidden"
      />
      <Tooltip text="Refresh now">
        <IconButton label="Refresh now" onClick={controls.again}>
          <RotateCw aria-hidden />
        </IconButton>
      </Tooltip>
    </>
  )
}

/** The variables, and a query that holds for all panels. */
export function FilterRow({ controls, variables }: { controls: Controls; variables: Draft['variables'] }) {
  const tenant = useTenant()
  const completions = useRecentCompletions(tenant)
  const [typed, setTyped] = useState({ of: controls.filter, text: controls.filter })
  // Another address has another filter.
  if (typed.of !== controls.filter) setTyped({ of: controls.filter, text: controls.filter })
  return (
    <div
      role="search"
      aria-label="What the panels show"
      className="flex flex-wrap items-start gap-2 border-b px-3 py-1.5 sm:px-4"
    >
      <div className="flex flex-wrap items-center gap-1.5 empty:hidden">
        <VariablesBar
          variables={variables}
          chosen={controls.chosen}
          span={controls.asking && { from: controls.asking.from, to: controls.asking.to }}
          onChange={controls.choose}
        />
      </div>
      <div className="flex min-w-56 flex-1 items-start rounded-md pl-2 focus-within:bg-surface focus-within:shadow-[inset_0_0_0_1.5px_var(--focus)]">
        <Filter aria-hidden className="mt-[9px] size-3.5 shrink-0 text-ink-3" />
        <QueryInput
          label="Filter all panels"
          placeholder="Filter all panels"
          value={typed.text}
          onChange={(text) => setTyped({ of: controls.filter, text })}
          onRun={controls.setFilter}
          completions={completions}
          className="[&_pre]:!py-[5px] [&_textarea]:!py-[5px]"
        />
        {(typed.text !== controls.filter || controls.filter) && (
          <Button
            size="sm"
            variant="ghost"
            className="mt-0.5"
            onClick={() => controls.setFilter(typed.text === controls.filter ? '' : typed.text)}
          >
            {typed.text === controls.filter ? 'Clear' : 'Filter'}
          </Button>
        )}
      </div>
    </div>
  )
}
