'use client'

import { Plus, X } from 'lucide-react'

import { Button, IconButton, Input } from '@/components/ui'
import { browserZone } from '@/lib/time'

import { WEEKDAYS } from '../model'
import type { QuietHours, Weekday } from '../model'

export interface QuietHoursFormProps {
  value: QuietHours[]
  onChange: (value: QuietHours[]) => void
}

const NAMES: Record<Weekday, string> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
}

/** When nobody is told, though the rule is watched as ever. */
export function QuietHoursForm({ value, onChange }: QuietHoursFormProps) {
  const put = (place: number, part: Partial<QuietHours>) =>
    onChange(value.map((hours, at) => (at === place ? { ...hours, ...part } : hours)))
  const toggle = (place: number, hours: QuietHours, day: Weekday) => {
    const days = hours.weekdays ?? [...WEEKDAYS]
    const next = days.includes(day) ? days.filter((each) => each !== day) : [...days, day]
    if (next.length > 0) put(place, { weekdays: WEEKDAYS.filter((each) => next.includes(each)) })
  }
  return (
    <div className="flex flex-col items-start gap-2">
      {value.map((hours, place) => (
        <div key={place} className="flex flex-wrap items-center gap-1.5">
          <Input
            type="time"
            aria-label={`Quiet time ${place + 1} begins`}
            value={hours.from}
            onChange={(event) => put(place, { from: event.target.value })}
            className="w-28 font-mono text-xs"
          />
          <span className="text-xs text-ink-3">to</span>
          <Input
            type="time"
            aria-label={`Quiet time ${place + 1} ends`}
            value={hours.to}
            onChange={(event) => put(place, { to: event.target.value })}
            className="w-28 font-mono text-xs"
          />
          <Input
            aria-label={`Time zone of quiet time ${place + 1}`}
            value={hours.zone ?? 'UTC'}
            onChange={(event) => put(place, { zone: event.target.value.trim() })}
            className="w-36 font-mono text-xs"
          />
          <span role="group" aria-label={`Days of quiet time ${place + 1}`} className="flex">
            {WEEKDAYS.map((day) => (
              <button
                key={day}
                type="button"
                aria-pressed={(hours.weekdays ?? WEEKDAYS).includes(day)}
                onClick={() => toggle(place, hours, day)}
                className="h-7 rounded-sm px-1.5 text-2xs text-ink-3 hover:bg-hover aria-pressed:bg-accent-wash aria-pressed:text-accent-strong pointer-coarse:h-10"
              >
                {NAMES[day]}
              </button>
            ))}
          </span>
          <IconButton
            size="sm"
            label={`Remove quiet time ${place + 1}`}
            onClick={() => onChange(value.filter((_, at) => at !== place))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        variant="ghost"
        onClick={() => onChange([...value, { from: '22:00', to: '07:00', zone: browserZone() }])}
      >
        <Plus aria-hidden /> {value.length === 0 ? 'Add quiet hours' : 'More quiet hours'}
      </Button>
    </div>
  )
}
