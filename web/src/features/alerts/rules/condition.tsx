'use client'

import type { ReactNode } from 'react'

import { Input, Select } from '@/components/ui'
import type { Option } from '@/components/ui'

import { MEASURES, OPERATORS } from '../model'
import type { Anomaly, Change, Condition, Direction, Measure, NewValue, Threshold } from '../model'
import { MEASURE_WORDS } from '../words'
import { DurationInput, Line, NumberInput } from './fields'
import type { Mistakes } from './fields'

interface PartProps<T> {
  condition: T
  onChange: (condition: Condition) => void
  mistakes: Mistakes
}

/** The list of known fields, which the page has once. */
export const FIELD_NAMES = 'rule-fields'

export type ConditionProps = PartProps<Condition>

/** What of the query's lines is a reason to tell. */
export function ConditionForm(props: ConditionProps) {
  const { condition } = props
  switch (condition.kind) {
    case 'threshold':
      return <ThresholdForm {...props} condition={condition} />
    case 'absence':
      return (
        <Line
          label="Seen within"
          hint="With groups: those that had lines within this time, and have none now."
          mistake={props.mistakes['condition.look_back']}
        >
          {(ids) => (
            <DurationInput
              {...ids}
              value={condition.look_back}
              onChange={(look_back) => props.onChange({ ...condition, look_back })}
              usual={['1h', '1d', '7d']}
            />
          )}
        </Line>
      )
    case 'change':
      return <ChangeForm {...props} condition={condition} />
    case 'new_value':
      return <NewValueForm {...props} condition={condition} />
    case 'anomaly':
      return <AnomalyForm {...props} condition={condition} />
    case 'match':
      return null
  }
}

const OPS: readonly Option<(typeof OPERATORS)[number]>[] = OPERATORS.map((value) => ({ value, label: value }))
const RATES = [
  { value: 'none', label: 'in the window' },
  { value: 'second', label: 'a second' },
  { value: 'minute', label: 'a minute' },
  { value: 'hour', label: 'an hour' },
] as const
const NO_DATA = [
  { value: 'ok', label: 'is fine' },
  { value: 'keep', label: 'changes nothing' },
  { value: 'fire', label: 'fires' },
] as const

function ThresholdForm({ condition, onChange, mistakes }: PartProps<Threshold>) {
  const set = (part: Partial<Threshold>) => onChange({ ...condition, ...part })
  const isShare = condition.of !== undefined
  const mayLack = isShare || !['count', 'sum', 'distinct'].includes(condition.measure?.kind ?? 'count')
  return (
    <>
      <MeasureLine mistakes={mistakes} measure={condition.measure} onChange={(measure) => set({ measure })} />
      <Line label="Fires when it is" mistake={mistakes['condition.value'] ?? mistakes['condition.op']}>
        {({ id, ...ids }) => (
          <Together>
            <Select
              label="Compared"
              value={condition.op}
              options={OPS}
              onChange={(op) => set({ op })}
              className="w-18"
            />
            <NumberInput id={id} {...ids} value={condition.value} onChange={(value) => set({ value })} />
            <Select
              label="Counted"
              value={condition.rate ?? 'none'}
              options={RATES}
              onChange={(rate) => set({ rate: rate === 'none' ? undefined : rate })}
            />
          </Together>
        )}
      </Line>
      <Line
        label="As a share of"
        hint={isShare ? 'The number is divided by that of this query: 0.05 is 5 %.' : undefined}
        mistake={mistakes['condition.of']}
      >
        {(ids) => (
          <Together>
            <label className="flex h-8 items-center gap-2 text-sm text-ink-2">
              <input
                type="checkbox"
                checked={isShare}
                onChange={(event) => set({ of: event.target.checked ? '' : undefined })}
                className="size-4 accent-(--accent)"
              />
              another query’s
            </label>
            {isShare && (
              <Input
                {...ids}
                aria-label="The other query"
                placeholder="every line"
                value={condition.of}
                onChange={(event) => set({ of: event.target.value })}
                className="min-w-40 flex-1 font-mono text-xs"
              />
            )}
          </Together>
        )}
      </Line>
      {mayLack && (
        <Line label="No number" hint="An average or a share of nothing is no number.">
          {({ id }) => (
            <Select
              id={id}
              value={condition.no_data ?? 'ok'}
              options={NO_DATA}
              onChange={(no_data) => set({ no_data })}
            />
          )}
        </Line>
      )}
    </>
  )
}

const DIRECTIONS: readonly Option<Direction>[] = [
  { value: 'up', label: 'more' },
  { value: 'down', label: 'less' },
  { value: 'either', label: 'more or less' },
]
const AGAINST = [
  { value: 'previous', label: 'the window before' },
  { value: 'yesterday', label: 'the same time yesterday' },
  { value: 'last_week', label: 'the same time last week' },
] as const

function ChangeForm({ condition, onChange, mistakes }: PartProps<Change>) {
  const set = (part: Partial<Change>) => onChange({ ...condition, ...part })
  return (
    <>
      <MeasureLine mistakes={mistakes} measure={condition.measure} onChange={(measure) => set({ measure })} />
      <Line label="Fires when it is" mistake={mistakes['condition.percent']}>
        {({ id, ...ids }) => (
          <Together>
            <NumberInput
              id={id}
              {...ids}
              value={condition.percent}
              onChange={(percent) => set({ percent })}
            />
            <span className="text-sm text-ink-3">%</span>
            <Select
              label="Direction"
              value={condition.direction ?? 'either'}
              options={DIRECTIONS}
              onChange={(direction) => set({ direction })}
            />
            <span className="text-sm text-ink-3">than</span>
            <Select
              label="Against"
              value={condition.against ?? 'previous'}
              options={AGAINST}
              onChange={(against) => set({ against })}
            />
          </Together>
        )}
      </Line>
      <Line
        label="At least"
        hint="Below this on both sides nothing is said: 2 after 1 is no news."
        mistake={mistakes['condition.minimum']}
      >
        {({ id, ...ids }) => (
          <NumberInput
            id={id}
            {...ids}
            value={condition.minimum ?? 1}
            onChange={(minimum) => set({ minimum })}
          />
        )}
      </Line>
    </>
  )
}

const NEW_OF = [
  { value: 'pattern', label: 'kind of message' },
  { value: 'field', label: 'value of a field' },
] as const

function NewValueForm({ condition, onChange, mistakes }: PartProps<NewValue>) {
  const { look_back } = condition
  const of = condition.pattern ? 'pattern' : 'field'
  return (
    <>
      <Line label="A new" mistake={mistakes['condition.field'] ?? mistakes['condition']}>
        {({ id, ...ids }) => (
          <Together>
            <Select
              label="A new what"
              value={of}
              options={NEW_OF}
              onChange={(next) =>
                onChange({
                  kind: 'new_value',
                  look_back,
                  ...(next === 'pattern' ? { pattern: true } : { field: 'host' }),
                })
              }
            />
            {of === 'field' && (
              <FieldInput
                id={id}
                {...ids}
                value={condition.field}
                onChange={(field) => onChange({ kind: 'new_value', look_back, field })}
              />
            )}
          </Together>
        )}
      </Line>
      <Line label="Not seen in the last" mistake={mistakes['condition.look_back']}>
        {(ids) => (
          <DurationInput
            {...ids}
            value={look_back}
            onChange={(next) => onChange({ ...condition, look_back: next })}
            usual={['1d', '7d', '30d']}
          />
        )}
      </Line>
    </>
  )
}

const SENSITIVITIES = [
  { value: 'low', label: 'only what is far out' },
  { value: 'medium', label: 'what is clearly unusual' },
  { value: 'high', label: 'what is somewhat unusual' },
] as const

function AnomalyForm({ condition, onChange, mistakes }: PartProps<Anomaly>) {
  const set = (part: Partial<Anomaly>) => onChange({ ...condition, ...part })
  return (
    <>
      <MeasureLine mistakes={mistakes} measure={condition.measure} onChange={(measure) => set({ measure })} />
      <Line label="Fires when it is" hint="Learnt from the weeks before, for each hour of the week.">
        {({ id }) => (
          <Together>
            <Select
              id={id}
              value={condition.direction ?? 'either'}
              options={DIRECTIONS}
              onChange={(direction) => set({ direction })}
            />
            <span className="text-sm text-ink-3">than usual, telling</span>
            <Select
              label="Sensitivity"
              value={condition.sensitivity ?? 'medium'}
              options={SENSITIVITIES}
              onChange={(sensitivity) => set({ sensitivity })}
            />
          </Together>
        )}
      </Line>
    </>
  )
}

const KINDS = MEASURES.map((value) => ({ value, label: MEASURE_WORDS[value] }))

interface MeasureLineProps {
  measure: Measure | undefined
  onChange: (measure: Measure | undefined) => void
  mistakes: Mistakes
}

function MeasureLine({ measure = { kind: 'count' }, onChange, mistakes }: MeasureLineProps) {
  const wrong = Object.entries(mistakes).find(([place]) => place.startsWith('condition.measure'))?.[1]
  const choose = (kind: Measure['kind']) =>
    onChange(
      kind === 'count'
        ? undefined
        : {
            kind,
            field: measure.field ?? '',
            ...(kind === 'percentile' ? { percent: measure.percent ?? 95 } : {}),
          },
    )
  return (
    <Line label="Looks at the" mistake={wrong}>
      {({ id, ...ids }) => (
        <Together>
          {measure.kind === 'percentile' && (
            <NumberInput
              label="Percent"
              value={measure.percent}
              onChange={(percent) => onChange({ ...measure, percent })}
              className="w-16"
            />
          )}
          <Select id={id} value={measure.kind} options={KINDS} onChange={choose} />
          {measure.kind !== 'count' && (
            <FieldInput
              {...ids}
              label="Field"
              value={measure.field}
              onChange={(field) => onChange({ ...measure, field })}
            />
          )}
        </Together>
      )}
    </Line>
  )
}

interface FieldInputProps {
  id?: string
  label?: string
  value: string | undefined
  onChange: (field: string) => void
  'aria-describedby'?: string
  'aria-invalid'?: true
}

function FieldInput({ value = '', onChange, label, ...rest }: FieldInputProps) {
  return (
    <Input
      {...rest}
      aria-label={label ?? 'Field'}
      list={FIELD_NAMES}
      autoComplete="off"
      spellCheck={false}
      placeholder="duration_ms"
      value={value}
      onChange={(event) => onChange(event.target.value.trim())}
      className="w-44 font-mono text-xs"
    />
  )
}

const Together = ({ children }: { children: ReactNode }) => (
  <span className="flex flex-wrap items-center gap-2">{children}</span>
)
