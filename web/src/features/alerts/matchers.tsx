'use client'

import { Plus, X } from 'lucide-react'

import { Button, IconButton, Input, Select } from '@/components/ui'

import type { Matcher } from './model'

const OPS = [
  { value: '=', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '=~', label: 'fits' },
  { value: '!~', label: 'does not fit' },
] as const

export interface MatchersProps {
  value: Matcher[]
  onChange: (matchers: Matcher[]) => void
}

/** Which alerts: all of these have to hold. */
export function Matchers({ value, onChange }: MatchersProps) {
  const put = (place: number, part: Partial<Matcher>) =>
    onChange(value.map((matcher, at) => (at === place ? { ...matcher, ...part } : matcher)))
  return (
    <div className="flex flex-col items-start gap-1.5">
      <datalist id="alert-labels">
        {['severity', 'rule', 'service', 'host', 'environment', 'team'].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {value.map((matcher, place) => (
        <span key={place} className="flex w-full flex-wrap items-center gap-1.5">
          <Input
            aria-label={`Label of condition ${place + 1}`}
            list="alert-labels"
            placeholder="service"
            value={matcher.label}
            onChange={(event) => put(place, { label: event.target.value.trim() })}
            className="w-32 font-mono text-xs"
          />
          <Select
            label={`Comparison of condition ${place + 1}`}
            value={matcher.op}
            options={OPS}
            onChange={(op) => put(place, { op })}
            className="w-30"
          />
          <Input
            aria-label={`Value of condition ${place + 1}`}
            placeholder={matcher.op.endsWith('~') ? 'pay.*|cart' : 'payments'}
            value={matcher.value}
            onChange={(event) => put(place, { value: event.target.value })}
            className="min-w-32 flex-1 font-mono text-xs"
          />
          <IconButton
            size="sm"
            label={`Remove condition ${place + 1}`}
            onClick={() => onChange(value.filter((_, at) => at !== place))}
          >
            <X aria-hidden />
          </IconButton>
        </span>
      ))}
      <Button
        size="sm"
        variant="ghost"
        onClick={() =>
          onChange([...value, { label: value.length === 0 ? 'severity' : '', op: '=', value: '' }])
        }
      >
        <Plus aria-hidden /> Add a condition
      </Button>
    </div>
  )
}

/** `severity is critical and service fits pay.*` */
export const matchersWords = (matchers: readonly Matcher[]) =>
  matchers
    .map(({ label, op, value }) => `${label} ${OPS.find((each) => each.value === op)?.label ?? op} ${value}`)
    .join(' and ')
