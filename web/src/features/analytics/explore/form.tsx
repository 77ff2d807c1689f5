'use client'

import { Plus, X } from 'lucide-react'
import { useId, useState } from 'react'

import { MEASURES } from '@/components/panels'
import { Button, IconButton, Input, Select } from '@/components/ui'
import { useTenant } from '@/features/session'
import { useRecentCompletions } from '@/lib/use-completions'

import { CHARTS, type Go, type Place } from '../place'
import { CHART_WORDS, groupsOf, needsField } from './spec'

const WORDS: Record<(typeof MEASURES)[number], string> = {
  count: 'Count',
  sum: 'Sum of',
  average: 'Average of',
  minimum: 'Minimum of',
  maximum: 'Maximum of',
  percentile: 'Percentile of',
  distinct: 'Distinct values of',
}
const LIMITS = [5, 10, 20, 50, 100]

/** What is drawn, of which number, by which fields. */
export function ExploreForm({ place, go }: { place: Place; go: Go }) {
  const { fields } = useRecentCompletions(useTenant())
  const list = useId()
  const groups = place.by.slice(0, groupsOf(place.chart))
  const setGroup = (at: number, name: string) =>
    void go({ by: place.by.map((each, index) => (index === at ? name : each)).filter(Boolean) })
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
      <Select
        label="Chart"
        value={place.chart}
        options={CHARTS.map((value) => ({ value, label: CHART_WORDS[value] }))}
        onChange={(chart) => void go({ chart })}
      />
      <span>of</span>
      <Select
        label="Measure"
        value={place.measure}
        options={MEASURES.map((value) => ({ value, label: WORDS[value] }))}
        onChange={(measure) => void go({ measure })}
      />
      {needsField(place) && (
        <FieldName
          label="Field to measure"
          list={list}
          name={place.field}
          onName={(field) => void go({ field })}
        />
      )}
      {place.measure === 'percentile' && (
        <Input
          aria-label="Which percentile"
          type="number"
          min={0}
          max={100}
          step="any"
          value={place.percent}
          onChange={({ target }) =>
            target.value && void go({ percent: Math.min(100, Math.max(0, Number(target.value))) })
          }
          className="!w-20"
        />
      )}
      {groupsOf(place.chart) > 0 && <span>by</span>}
      {groups.map((name, at) => (
        <span key={`${at} ${name}`} className="flex items-center">
          <FieldName
            label={`Group ${at + 1}`}
            list={list}
            name={name}
            onName={(next) => setGroup(at, next)}
          />
          <IconButton size="sm" label={`Without ${name || 'this group'}`} onClick={() => setGroup(at, '')}>
            <X aria-hidden />
          </IconButton>
        </span>
      ))}
      {groups.length < groupsOf(place.chart) && (
        <Another list={list} onName={(name) => void go({ by: [...groups, name] })} />
      )}
      {groups.length > 0 && (
        <Select
          label="How many groups"
          value={String(place.limit)}
          options={[...new Set([...LIMITS, place.limit])].map((each) => ({
            value: String(each),
            label: `Largest ${each}`,
          }))}
          onChange={(limit) => void go({ limit: Number(limit) })}
        />
      )}
      <datalist id={list}>
        {fields.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}

interface FieldNameProps {
  label: string
  list: string
  name: string
  onName: (name: string) => void
  autoFocus?: boolean
}

function FieldName({ label, list, name, onName, autoFocus }: FieldNameProps) {
  const [text, setText] = useState(name)
  const done = () => text.trim() !== name && onName(text.trim())
  return (
    <Input
      aria-label={label}
      list={list}
      value={text}
      placeholder="field"
      autoFocus={autoFocus}
      onChange={({ target }) => setText(target.value)}
      onBlur={done}
      onKeyDown={({ key }) => key === 'Enter' && done()}
      className="!w-36 font-mono"
    />
  )
}

function Another({ list, onName }: { list: string; onName: (name: string) => void }) {
  const [open, setOpen] = useState(false)
  if (!open)
    return (
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
        <Plus aria-hidden /> Group
      </Button>
    )
  return (
    <FieldName
      autoFocus
      label="Another group"
      list={list}
      name=""
      onName={(name) => {
        setOpen(false)
        onName(name)
      }}
    />
  )
}
