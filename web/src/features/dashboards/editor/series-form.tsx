'use client'

import { Divide, Plus, Trash2 } from 'lucide-react'

import type { MeasureKind, PanelProblem, PanelSpec, Series } from '@/components/panels'
import { QueryInput, type Completions, type QueryMistake } from '@/components/query-bar'
import { Button, IconButton, Input, Select, Tooltip } from '@/components/ui'

import { FieldInput } from './field-input'
import { FieldList } from './field-list'

const MEASURE_WORDS: { value: MeasureKind; label: string }[] = [
  { value: 'count', label: 'Number of logs' },
  { value: 'sum', label: 'Sum of' },
  { value: 'average', label: 'Average of' },
  { value: 'minimum', label: 'Smallest' },
  { value: 'maximum', label: 'Largest' },
  { value: 'percentile', label: 'Percentile of' },
  { value: 'distinct', label: 'Different values of' },
]

const MOST = 10

export interface SeriesFormProps {
  panel: PanelSpec
  onChange: (part: Partial<PanelSpec>) => void
  completions: Completions
  /** What the server says is wrong with the question. */
  problem: PanelProblem | null
}

/** What is asked: queries, what is worked out of them, and by what it is told apart. */
export function SeriesForm({ panel, onChange, completions, problem }: SeriesFormProps) {
  const { kind, series, groups } = panel
  if (kind === 'text') return null
  const fields = completions.fields.map(({ name }) => name)
  const set = (at: number, part: Partial<Series>) =>
    onChange({ series: series.map((each, place) => (place === at ? { ...each, ...part } : each)) })
  const single = kind === 'pie' || kind === 'top' || kind === 'heatmap' || kind === 'logs'
  const mistake: QueryMistake | null =
    problem?.column !== undefined && series.length === 1
      ? { message: problem.message, hint: problem.hint, column: problem.column - 1 }
      : null
  return (
    <div className="flex flex-col gap-3">
      {series.map((each, at) => (
        <fieldset key={at} className="flex flex-col gap-2">
          <legend className="sr-only">{single ? 'Query' : `Series ${at + 1}`}</legend>
          <QueryField
            label={series.length > 1 ? `Query ${at + 1}` : 'Query'}
            value={each.q}
            onChange={(q) => set(at, { q })}
            completions={completions}
            mistake={mistake}
          />
          {kind !== 'logs' && (
            <MeasureFields
              series={each}
              fields={fields}
              named={!single}
              number={at + 1}
              completions={completions}
              onChange={(part) => set(at, part)}
              onRemove={
                series.length > 1
                  ? () => onChange({ series: series.filter((_, place) => place !== at) })
                  : undefined
              }
            />
          )}
        </fieldset>
      ))}
      {!single && series.length < MOST && (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          onClick={() => onChange({ series: [...series, { label: '', q: '', measure: { kind: 'count' } }] })}
        >
          <Plus aria-hidden /> Add a series
        </Button>
      )}
      {kind !== 'logs' && kind !== 'number' && (
        <FieldList
          label={kind === 'heatmap' ? 'By (nothing: hours and weekdays)' : 'By'}
          value={groups}
          most={kind === 'heatmap' ? 1 : 4}
          fields={fields}
          onChange={(next) => onChange({ groups: next })}
          placeholder="service, level, host …"
        />
      )}
    </div>
  )
}

interface MeasureFieldsProps {
  series: Series
  fields: readonly string[]
  named: boolean
  number: number
  completions: Completions
  onChange: (part: Partial<Series>) => void
  onRemove?: () => void
}

function MeasureFields({
  series,
  fields,
  named,
  number,
  completions,
  onChange,
  onRemove,
}: MeasureFieldsProps) {
  const { measure, of } = series
  const share = of !== null && of !== undefined
  return (
    <>
      <div className="grid grid-cols-[1fr_1fr] gap-2">
        <Select
          label={`What series ${number} works out`}
          value={measure.kind}
          options={MEASURE_WORDS}
          onChange={(kind) => onChange({ measure: { ...measure, kind } })}
        />
        {measure.kind !== 'count' && (
          <span className="flex gap-2">
            <FieldInput
              label={`Field of series ${number}`}
              value={measure.field ?? ''}
              fields={fields}
              onChange={(field) => onChange({ measure: { ...measure, field } })}
            />
            {measure.kind === 'percentile' && (
              <Input
                type="number"
                aria-label={`Percent of series ${number}`}
                min={0}
                max={100}
                step="any"
                value={measure.percent ?? 95}
                onChange={(event) =>
                  onChange({ measure: { ...measure, percent: Number(event.target.value) } })
                }
                className="w-16 shrink-0"
              />
            )}
          </span>
        )}
      </div>
      {share && (
        <div className="flex flex-col gap-1">
          <span className="text-2xs text-ink-3">as a share of the same over</span>
          <QueryField
            label={`Whole of series ${number}`}
            value={of}
            onChange={(next) => onChange({ of: next })}
            completions={completions}
            mistake={null}
          />
        </div>
      )}
      <div className="flex items-center gap-1">
        {named && (
          <Input
            aria-label={`Name of series ${number}`}
            placeholder="Name (optional)"
            value={series.label}
            maxLength={200}
            onChange={(event) => onChange({ label: event.target.value })}
            className="h-7 text-xs"
          />
        )}
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={share}
          onClick={() => onChange({ of: share ? null : '' })}
        >
          <Divide aria-hidden /> {share ? 'Not as a share' : 'As a share of…'}
        </Button>
        {onRemove && (
          <Tooltip text="Remove this series">
            <IconButton label={`Remove series ${number}`} size="sm" onClick={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          </Tooltip>
        )}
      </div>
    </>
  )
}

interface QueryFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  completions: Completions
  mistake: QueryMistake | null
}

const QueryField = ({ label, value, onChange, completions, mistake }: QueryFieldProps) => (
  <div className="rounded-md bg-surface shadow-[inset_0_0_0_1px_var(--field-line)] focus-within:shadow-[inset_0_0_0_1.5px_var(--focus)]">
    <QueryInput
      label={label}
      placeholder="All logs"
      value={value}
      onChange={onChange}
      onRun={onChange}
      completions={completions}
      mistake={mistake}
    />
  </div>
)
