'use client'

import { CalendarClock, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { FormEvent } from 'react'

import { Button, Input, Popover, PopoverContent, PopoverTrigger, Select } from '@/components/ui'
import { cn } from '@/lib/cn'
import {
  ALL,
  browserZone,
  formatSecond,
  isAll,
  rangeLabel,
  rangeOf,
  resolveRange,
  spanLabel,
  zoneLabel,
} from '@/lib/time'
import type { TimeRange, Zone } from '@/lib/time'

import { readMoment } from './moments'
import { parsePasted } from './parse'

const PRESETS: [string, string][] = [
  ['now-5m', '5 minutes'],
  ['now-15m', '15 minutes'],
  ['now-30m', '30 minutes'],
  ['now-1h', '1 hour'],
  ['now-3h', '3 hours'],
  ['now-6h', '6 hours'],
  ['now-12h', '12 hours'],
  ['now-24h', '24 hours'],
  ['now-2d', '2 days'],
  ['now-7d', '7 days'],
  ['now-30d', '30 days'],
  ['now-90d', '90 days'],
]

const NAMED = ['Today', 'Yesterday', 'This week', 'Last week']

export interface TimePickerProps {
  value: TimeRange
  onChange: (range: TimeRange) => void
  zone: Zone
  onZone: (zone: Zone) => void
  open: boolean
  onOpenChange: (open: boolean) => void
  className?: string
}

/** A range of time: pasted, chosen, or set to the second. */
export function TimePicker({
  value,
  onChange,
  zone,
  onZone,
  open,
  onOpenChange,
  className,
}: TimePickerProps) {
  const choose = (range: TimeRange) => {
    onChange(range)
    onOpenChange(false)
  }
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>
        <Button className={cn('max-w-full tabular-nums', className)} title="Time range (d)">
          <CalendarClock aria-hidden className="text-ink-3" />
          <span className="truncate">{rangeLabel(value, zone)}</span>
          <ChevronDown aria-hidden className="text-ink-3" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-[34rem] p-0" aria-label="Time range">
        {open && <Inside value={value} choose={choose} zone={zone} onZone={onZone} />}
      </PopoverContent>
    </Popover>
  )
}

interface InsideProps {
  value: TimeRange
  choose: (range: TimeRange) => void
  zone: Zone
  onZone: (zone: Zone) => void
}

function Inside({ value, choose, zone, onZone }: InsideProps) {
  const [now] = useState(Date.now)
  return (
    <div className="grid sm:grid-cols-[1fr_13rem]">
      <div className="flex flex-col gap-4 p-3 sm:border-r">
        <Pasted choose={choose} zone={zone} now={now} />
        <Absolute key={zone} value={value} choose={choose} zone={zone} now={now} />
        <ZoneChoice zone={zone} onZone={onZone} now={now} />
      </div>
      <div className="p-2 max-sm:order-first max-sm:border-b">
        <p className="px-2 pb-1 text-2xs text-ink-3">Last</p>
        <div className="grid grid-cols-2 gap-px max-sm:grid-cols-3">
          {PRESETS.map(([from, label]) => (
            <Preset
              key={from}
              current={value.to === 'now' && value.from === from}
              onClick={() => choose({ from, to: 'now' })}
            >
              {label}
            </Preset>
          ))}
          {NAMED.map((name) => (
            <Preset key={name} onClick={() => choose(parsePasted(name, Date.now(), zone)?.range ?? value)}>
              {name}
            </Preset>
          ))}
          <Preset current={isAll(value)} onClick={() => choose(ALL)}>
            All time
          </Preset>
        </div>
      </div>
    </div>
  )
}

function Preset({
  current,
  onClick,
  children,
}: {
  current?: boolean
  onClick: () => void
  children: string
}) {
  return (
    <button
      type="button"
      aria-current={current || undefined}
      onClick={onClick}
      className={cn(
        'h-7 rounded-sm px-2 text-left text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-10',
        current && 'bg-accent-wash text-accent-strong',
      )}
    >
      {children}
    </button>
  )
}

function Pasted({ choose, zone, now }: { choose: (range: TimeRange) => void; zone: Zone; now: number }) {
  const [text, setText] = useState('')
  const reading = parsePasted(text, now, zone)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reading) choose(reading.range)
  }
  return (
    <form onSubmit={submit}>
      <label className="text-xs font-medium text-ink-2" htmlFor="pasted-time">
        Paste or type any time
      </label>
      <Input
        id="pasted-time"
        autoFocus
        autoComplete="off"
        aria-describedby="pasted-reading"
        aria-invalid={text.trim() !== '' && !reading ? true : undefined}
        placeholder="last 2h · 14:05 · 1795426200 · a log line"
        className="mt-1 font-mono text-xs"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p id="pasted-reading" aria-live="polite" className="mt-1 min-h-8 text-2xs text-ink-3">
        {reading ? (
          <>
            <span className="font-mono text-ink">{spanLabel(resolveRange(reading.range, now), zone)}</span>
            <br />
            {reading.note} · Enter takes it
          </>
        ) : text.trim() ? (
          'No time is found in this.'
        ) : (
          'ISO, epoch, log lines, “a - b”, “yesterday”, “now-1h”'
        )}
      </p>
    </form>
  )
}

interface AbsoluteProps {
  value: TimeRange
  choose: (range: TimeRange) => void
  zone: Zone
  now: number
}

/** Both ends as text, the same for everybody: the browser's own fields are as its language has them. */
function Absolute({ value, choose, zone, now }: AbsoluteProps) {
  const span = resolveRange(value, now)
  const [from, setFrom] = useState(() => formatSecond(span.start, zone))
  const [to, setTo] = useState(() => formatSecond(span.end, zone))
  const start = readMoment(from, now, zone)?.at
  const end = readMoment(to, now, zone)?.at
  const problem =
    start === undefined || end === undefined ? 'Not a time.' : start >= end ? 'From is after to.' : ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (start !== undefined && end !== undefined && !problem) choose(rangeOf(start, end))
  }
  return (
    <form
      onSubmit={submit}
      className="grid grid-cols-[auto_1fr] items-center gap-x-2 gap-y-1.5 text-xs text-ink-2"
    >
      <label htmlFor="time-from">From</label>
      <Input
        {...MOMENT}
        id="time-from"
        aria-invalid={start === undefined || undefined}
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <label htmlFor="time-to">To</label>
      <Input
        {...MOMENT}
        id="time-to"
        aria-invalid={end === undefined || undefined}
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <span />
      <span className="flex items-center justify-end gap-3">
        <span className="text-2xs text-sev-error" role="status">
          {problem}
        </span>
        <Button type="submit" size="sm" disabled={problem !== ''}>
          Use these
        </Button>
      </span>
    </form>
  )
}

const MOMENT = { className: 'h-7 font-mono text-xs', autoComplete: 'off', spellCheck: false }

const COMMON = [
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
]

function ZoneChoice({ zone, onZone, now }: { zone: Zone; onZone: (zone: Zone) => void; now: number }) {
  const names = [...new Set([...COMMON, ...(zone === 'local' ? [] : [zone])])]
  const options = [
    { value: 'local', label: `This browser: ${browserZone()}`, hint: zoneLabel('local', now) },
    ...names.map((name) => ({
      value: name,
      label: name,
      hint: name === 'UTC' ? undefined : zoneLabel(name, now),
    })),
  ]
  return (
    <Select size="sm" label="Time zone" value={zone} options={options} onChange={onZone} className="w-full" />
  )
}
