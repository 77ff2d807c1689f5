'use client'

import { Plus, Trash2 } from 'lucide-react'

import { TONES, UNITS, type PanelSpec, type Threshold, type Tone } from '@/components/panels'
import { Button, Field, IconButton, Input, Select, Switch, Textarea } from '@/components/ui'

import { FieldList } from './field-list'

export interface LooksProps {
  panel: PanelSpec
  onChange: (part: Partial<PanelSpec>) => void
  fields: readonly string[]
}

const STEPS = [
  { value: 'auto', label: 'As fits' },
  { value: '10', label: '10 seconds' },
  { value: '60', label: '1 minute' },
  { value: '300', label: '5 minutes' },
  { value: '900', label: '15 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '21600', label: '6 hours' },
  { value: '86400', label: '1 day' },
]

/** A choice has a value of its own, also that of no unit. */
const UNIT_CHOICES = UNITS.map(({ value, label }) => ({ value: value || 'plain', label }))

const ORDERS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
] as const

const OVERS = [
  { value: 'time', label: 'An interval of time' },
  { value: 'groups', label: 'A group' },
] as const

/** How the answer is shown. */
export function Looks({ panel, onChange, fields }: LooksProps) {
  const { kind } = panel
  const timed = kind === 'line' || kind === 'area' || (kind === 'bar' && panel.over !== 'groups')
  const numbers = kind !== 'logs' && kind !== 'text'
  return (
    <div className="flex flex-col gap-1 border-t pt-4">
      <Field label="Title">
        {(ids) => (
          <Input
            {...ids}
            maxLength={200}
            value={panel.title}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        )}
      </Field>
      {kind === 'text' && (
        <Field
          label="Text"
          hint="Markdown: # headings, **bold**, lists, tables, links. $variables are put in."
        >
          {(ids) => (
            <Textarea
              {...ids}
              rows={12}
              maxLength={20_000}
              value={panel.markdown}
              onChange={(event) => onChange({ markdown: event.target.value })}
              className="font-mono text-xs"
            />
          )}
        </Field>
      )}
      <div className="grid grid-cols-2 gap-x-3">
        {numbers && (
          <Field label="Unit">
            {({ id }) => (
              <Select
                id={id}
                value={panel.unit || 'plain'}
                options={UNIT_CHOICES}
                onChange={(unit) => onChange({ unit: unit === 'plain' ? '' : unit })}
              />
            )}
          </Field>
        )}
        {kind === 'bar' && (
          <Field label="A bar stands for">
            {({ id }) => (
              <Select
                id={id}
                value={panel.over ?? 'time'}
                options={OVERS}
                onChange={(over) => onChange({ over })}
              />
            )}
          </Field>
        )}
        {(timed || (kind === 'heatmap' && panel.groups.length > 0)) && (
          <Field label="Interval">
            {({ id }) => (
              <Select
                id={id}
                value={panel.step ? String(panel.step) : 'auto'}
                options={
                  !panel.step || STEPS.some(({ value }) => value === String(panel.step))
                    ? STEPS
                    : [...STEPS, { value: String(panel.step), label: `${panel.step} seconds` }]
                }
                onChange={(step) => onChange({ step: step === 'auto' ? null : Number(step) })}
              />
            )}
          </Field>
        )}
        {kind === 'logs' && (
          <Field label="Order">
            {({ id }) => (
              <Select
                id={id}
                value={panel.order ?? 'newest'}
                options={ORDERS}
                onChange={(order) => onChange({ order })}
              />
            )}
          </Field>
        )}
        {kind !== 'text' && kind !== 'number' && (
          <Field label={kind === 'logs' ? 'Lines' : 'Groups at most'}>
            {(ids) => (
              <Input
                {...ids}
                type="number"
                min={1}
                max={500}
                value={panel.limit}
                onChange={(event) =>
                  onChange({ limit: Math.max(1, Math.min(500, Number(event.target.value) || 1)) })
                }
              />
            )}
          </Field>
        )}
      </div>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {(kind === 'area' || kind === 'bar') && (
          <Switch
            label="One upon the other"
            checked={Boolean(panel.stacked)}
            onChange={(stacked) => onChange({ stacked })}
          />
        )}
        {(timed || kind === 'bar') && (
          <Switch
            label="Legend"
            checked={panel.legend !== false}
            onChange={(legend) => onChange({ legend })}
          />
        )}
      </div>
      {kind === 'logs' && (
        <FieldList
          label="Columns"
          value={panel.columns ?? []}
          most={20}
          fields={['message', ...fields]}
          onChange={(columns) => onChange({ columns })}
          placeholder="service, message …"
        />
      )}
      {(timed || kind === 'number' || kind === 'table' || kind === 'top') && (
        <Thresholds thresholds={panel.thresholds ?? []} onChange={(thresholds) => onChange({ thresholds })} />
      )}
    </div>
  )
}

interface ThresholdsProps {
  thresholds: Threshold[]
  onChange: (thresholds: Threshold[]) => void
}

function Thresholds({ thresholds, onChange }: ThresholdsProps) {
  const set = (at: number, part: Partial<Threshold>) =>
    onChange(thresholds.map((each, place) => (place === at ? { ...each, ...part } : each)))
  return (
    <fieldset className="mt-3 flex flex-col gap-1.5">
      <legend className="text-xs font-medium text-ink-2">Thresholds</legend>
      {thresholds.map(({ value, colour }, at) => (
        <div key={at} className="flex items-center gap-2 pt-1">
          <span className="text-xs text-ink-3">from</span>
          <Input
            type="number"
            step="any"
            aria-label={`Threshold ${at + 1}`}
            value={value}
            onChange={(event) => set(at, { value: Number(event.target.value) })}
            className="w-28"
          />
          <Select
            label={`Colour of threshold ${at + 1}`}
            value={colour}
            options={TONES.map((tone) => ({ value: tone, label: tone }))}
            onChange={(next: Tone) => set(at, { colour: next })}
            className="flex-1"
          />
          <IconButton
            label={`Remove threshold ${at + 1}`}
            size="sm"
            onClick={() => onChange(thresholds.filter((_, place) => place !== at))}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      {thresholds.length < 10 && (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          onClick={() => onChange([...thresholds, { value: 0, colour: 'warning' }])}
        >
          <Plus aria-hidden /> Add a threshold
        </Button>
      )}
    </fieldset>
  )
}
