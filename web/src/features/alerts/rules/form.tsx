'use client'

import { useState } from 'react'
import type { ReactNode } from 'react'

import { QueryInput } from '@/components/query-bar'
import type { Completions } from '@/components/query-bar'
import { Input, Select, Textarea } from '@/components/ui'
import { cn } from '@/lib/cn'

import { KINDS, SEVERITIES } from '../model'
import type { Definition, RuleKind } from '../model'
import { KIND_WORDS, SEVERITY_WORDS } from '../words'
import { ConditionForm, FIELD_NAMES } from './condition'
import { ofKind, suggestedName } from './draft'
import { DurationInput, Line } from './fields'
import type { Mistakes } from './fields'
import { Pairs } from './pairs'
import { QuietHoursForm } from './quiet-hours'

export interface RuleFormProps {
  rule: Definition
  onChange: (rule: Definition) => void
  mistakes: Mistakes
  completions: Completions
}

/** All that a rule says. */
export function RuleForm({ rule, onChange, mistakes, completions }: RuleFormProps) {
  const set = (part: Partial<Definition>) => onChange({ ...rule, ...part })
  const isMatch = rule.condition.kind === 'match'
  return (
    <div className="flex flex-col gap-6">
      <datalist id={FIELD_NAMES}>
        {completions.fields.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Group title="Watch">
        <Line label="Lines" mistake={mistakes.query} hint="Empty: every line.">
          {() => (
            <div className="rounded-md bg-surface shadow-[inset_0_0_0_1px_var(--field-line)] focus-within:shadow-[inset_0_0_0_1.5px_var(--focus)]">
              <QueryInput
                label="Lines to watch"
                value={rule.query ?? ''}
                onChange={(query) => set({ query })}
                onRun={(query) => set({ query })}
                completions={completions}
              />
            </div>
          )}
        </Line>
        <Line label="Kind">
          {() => <KindChoice kind={rule.condition.kind} onChange={(kind) => onChange(ofKind(rule, kind))} />}
        </Line>
        <ConditionForm
          condition={rule.condition}
          onChange={(condition) => set({ condition })}
          mistakes={mistakes}
        />
        <Line
          label="For each"
          hint="Each value is watched on its own: service alarms for every service."
          mistake={mistakes.group_by}
        >
          {(ids) => <Names {...ids} value={rule.group_by ?? []} onChange={(group_by) => set({ group_by })} />}
        </Line>
      </Group>
      {!isMatch && <Schedule rule={rule} set={set} mistakes={mistakes} />}
      <Group title="Tell">
        <Line label="Name" mistake={mistakes.name}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={200}
              placeholder={suggestedName(rule)}
              value={rule.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Line>
        <Line label="Severity">
          {({ id }) => (
            <Select
              id={id}
              value={rule.severity ?? 'error'}
              options={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
              onChange={(severity) => set({ severity })}
              className="w-32"
            />
          )}
        </Line>
        <Line label="What it means" mistake={mistakes.description}>
          {(ids) => (
            <Textarea
              {...ids}
              rows={2}
              placeholder="What is wrong when this fires, and whom it harms"
              value={rule.description ?? ''}
              onChange={(event) => set({ description: event.target.value })}
            />
          )}
        </Line>
        <Line label="Runbook" mistake={mistakes.runbook}>
          {(ids) => (
            <Input
              {...ids}
              type="url"
              placeholder="https://"
              value={rule.runbook ?? ''}
              onChange={(event) => set({ runbook: event.target.value.trim() })}
            />
          )}
        </Line>
        <Line label="Labels" hint="Routing and silences go by them." mistake={under(mistakes, 'labels')}>
          {() => (
            <Pairs
              what="label"
              value={rule.labels}
              onChange={(labels) => set({ labels })}
              placeholder={['team', 'checkout']}
            />
          )}
        </Line>
        <Line label="Quiet hours" mistake={under(mistakes, 'quiet_hours')}>
          {() => (
            <QuietHoursForm value={rule.quiet_hours ?? []} onChange={(quiet_hours) => set({ quiet_hours })} />
          )}
        </Line>
      </Group>
    </div>
  )
}

interface ScheduleProps {
  rule: Definition
  set: (part: Partial<Definition>) => void
  mistakes: Mistakes
}

function Schedule({ rule, set, mistakes }: ScheduleProps) {
  const [more, setMore] = useState(Boolean(rule.settle || rule.keep_firing_for))
  return (
    <Group title="When">
      <Line label="Over the last" mistake={mistakes.window}>
        {(ids) => (
          <DurationInput
            {...ids}
            value={rule.window}
            onChange={(window) => set({ window })}
            usual={['1m', '5m', '15m', '1h', '1d']}
          />
        )}
      </Line>
      <Line label="Looked at every" mistake={mistakes.every}>
        {(ids) => (
          <DurationInput
            {...ids}
            value={rule.every}
            onChange={(every) => set({ every })}
            usual={['10s', '1m', '5m', '1h']}
          />
        )}
      </Line>
      <Line
        label="Has to last"
        hint="Pending until then, so that one bad minute wakes nobody."
        mistake={mistakes.for}
      >
        {(ids) => (
          <DurationInput
            {...ids}
            value={rule.for ?? '0s'}
            onChange={(value) => set({ for: value })}
            usual={['0s', '2m', '5m', '15m']}
          />
        )}
      </Line>
      {more ? (
        <>
          <Line
            label="Keeps firing for"
            hint="After the numbers are good again: calms what comes and goes."
            mistake={mistakes.keep_firing_for}
          >
            {(ids) => (
              <DurationInput
                {...ids}
                value={rule.keep_firing_for ?? '0s'}
                onChange={(keep_firing_for) => set({ keep_firing_for })}
                usual={['0s', '5m', '15m']}
              />
            )}
          </Line>
          <Line label="Waits for late lines" mistake={mistakes.settle}>
            {(ids) => (
              <DurationInput
                {...ids}
                value={rule.settle ?? '10s'}
                onChange={(settle) => set({ settle })}
                usual={['0s', '10s', '1m']}
              />
            )}
          </Line>
        </>
      ) : (
        <button
          type="button"
          onClick={() => setMore(true)}
          className="self-start rounded-sm text-xs text-accent hover:underline sm:ml-[9.5rem]"
        >
          Flapping and late lines…
        </button>
      )}
    </Group>
  )
}

function KindChoice({ kind, onChange }: { kind: RuleKind; onChange: (kind: RuleKind) => void }) {
  return (
    <div role="radiogroup" aria-label="Kind of rule" className="grid gap-1.5 sm:grid-cols-2">
      {KINDS.map((each) => (
        <label
          key={each}
          className={cn(
            'flex cursor-pointer flex-col rounded-md px-2.5 py-1.5 shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover',
            'focus-within:outline-2 focus-within:outline-focus',
            each === kind && 'bg-accent-wash shadow-[inset_0_0_0_1.5px_var(--accent)] hover:bg-accent-wash',
          )}
        >
          <input
            type="radio"
            name="kind"
            checked={each === kind}
            onChange={() => onChange(each)}
            className="sr-only"
          />
          <span className="text-sm text-ink">{KIND_WORDS[each].name}</span>
          <span className="text-2xs text-ink-3">{KIND_WORDS[each].about}</span>
        </label>
      ))}
    </div>
  )
}

interface NamesProps {
  id: string
  value: readonly string[]
  onChange: (names: string[]) => void
  'aria-describedby'?: string
  'aria-invalid'?: true
}

/** Field names, as they are typed, with commas or blanks between them. */
function Names({ value, onChange, ...rest }: NamesProps) {
  const [text, setText] = useState(value.join(', '))
  return (
    <Input
      {...rest}
      list={FIELD_NAMES}
      autoComplete="off"
      spellCheck={false}
      placeholder="service"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        onChange(event.target.value.split(/[\s,]+/).filter(Boolean))
      }}
      className="max-w-md font-mono text-xs"
    />
  )
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="flex flex-col gap-2.5">
    <legend className="mb-2.5 w-full border-b pb-1 text-xs font-semibold text-ink">{title}</legend>
    {children}
  </fieldset>
)

/** The first mistake at or below a place. */
const under = (mistakes: Mistakes, place: string) =>
  Object.entries(mistakes).find(
    ([at]) => at === place || at.startsWith(`${place}.`) || at.startsWith(`${place}[`),
  )?.[1]
