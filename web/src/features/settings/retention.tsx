'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'

import { sentence } from '@/components/form'
import { QueryState } from '@/components/query-state'
import { Section } from '@/components/section'
import { Button, Field, IconButton, Input } from '@/components/ui'
import { useMay, useTenant } from '@/features/session'
import { ApiError, call, get, post } from '@/lib/api'
import { count } from '@/lib/number'

interface Rule {
  q: string
  days: number
}
interface Retention {
  days: number
  rules: Rule[]
}
interface Counted extends Rule {
  events: number
  forgotten: number
}

/** For how long which logs are kept; what would be deleted is counted before it is saved. */
export function RetentionSettings() {
  const tenant = useTenant()
  const retention = useQuery({
    queryKey: ['retention', tenant],
    queryFn: ({ signal }) => get<Retention>('/logs/retention/', undefined, signal),
  })
  return (
    <Section
      title="How long logs are kept"
      lead="Whole days of UTC since a log came in; 0 is for ever. The first rule that matches a log decides, the last line is for all others."
    >
      <QueryState query={retention}>
        {(found) => <Rules key={JSON.stringify(found)} kept={found} />}
      </QueryState>
    </Section>
  )
}

/** As typed: what is no number yet is not made one. */
interface Line {
  id: number
  q: string
  days: string
}

const wish = (rules: readonly Line[], days: string) => ({
  days: Number(days),
  rules: rules.map(({ q, days }) => ({ q, days: Number(days) })),
})

function Rules({ kept }: { kept: Retention }) {
  const tenant = useTenant()
  const may = useMay('owner')
  const client = useQueryClient()
  const [rules, setRules] = useState<Line[]>(
    kept.rules.map(({ q, days }, id) => ({ id, q, days: String(days) })),
  )
  const [days, setDays] = useState(String(kept.days))
  const [counted, setCounted] = useState<{ of: string; results: Counted[] } | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const wanted = wish(rules, days)
  const text = JSON.stringify(wanted)
  const readable = [days, ...rules.map((each) => each.days)].every((each) => /^\d+$/.test(each.trim()))
  const changed = text !== JSON.stringify({ days: kept.days, rules: kept.rules })
  const shown = counted?.of === text ? counted.results : null

  const ask = async (doing: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    await doing().catch(setProblem)
    setBusy(false)
  }
  const preview = () =>
    ask(async () => {
      const { results } = await post<{ results: Counted[] }>('/logs/retention/preview/', wanted)
      setCounted({ of: text, results })
    })
  const save = () =>
    ask(async () => {
      const saved = await call<Retention>('PUT', '/logs/retention/', { body: wanted })
      client.setQueryData(['retention', tenant], saved)
      await client.invalidateQueries({ queryKey: ['organisation', tenant] })
      toast.success('Saved.', { description: 'What is past its time is deleted within the hour.' })
    })
  const change = (id: number, some: Partial<Line>) =>
    setRules(rules.map((each) => (each.id === id ? { ...each, ...some } : each)))
  const move = (place: number, by: number) => {
    const next = [...rules]
    next.splice(place + by, 0, ...next.splice(place, 1))
    setRules(next)
  }
  const said = (place: number) => mistake(problem, place)

  return (
    <div className="flex max-w-2xl flex-col gap-2">
      <ol aria-label="Rules" className="flex flex-col gap-2">
        {rules.map((rule, place) => (
          <li key={rule.id} className="flex flex-wrap items-start gap-2">
            <Field label={`Query of rule ${place + 1}`} error={said(place)} className="min-w-48 flex-1">
              {(ids) => (
                <Input
                  {...ids}
                  value={rule.q}
                  placeholder="level:error"
                  className="font-mono"
                  disabled={!may}
                  onChange={(event) => change(rule.id, { q: event.target.value })}
                />
              )}
            </Field>
            <Days
              label={`Days of rule ${place + 1}`}
              value={rule.days}
              may={may}
              onChange={(days) => change(rule.id, { days })}
            />
            {may && (
              <span className="flex pt-5">
                <IconButton
                  label={`Rule ${place + 1} up`}
                  disabled={place === 0}
                  onClick={() => move(place, -1)}
                >
                  <ArrowUp aria-hidden />
                </IconButton>
                <IconButton
                  label={`Rule ${place + 1} down`}
                  disabled={place === rules.length - 1}
                  onClick={() => move(place, 1)}
                >
                  <ArrowDown aria-hidden />
                </IconButton>
                <IconButton
                  label={`Remove rule ${place + 1}`}
                  onClick={() => setRules(rules.filter(({ id }) => id !== rule.id))}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              </span>
            )}
          </li>
        ))}
      </ol>
      <Days label="Days of all others" value={days} may={may} onChange={setDays} />
      <p role="alert" className="min-h-5 text-sm text-sev-error">
        {problem !== null && sentence(problem)}
      </p>
      {may ? (
        <p className="flex flex-wrap gap-2">
          <Button
            onClick={() =>
              setRules([...rules, { id: Math.max(-1, ...rules.map(({ id }) => id)) + 1, q: '', days: '90' }])
            }
          >
            <Plus aria-hidden /> Add a rule
          </Button>
          <Button busy={busy && !shown} disabled={!changed || !readable} onClick={() => void preview()}>
            Count what would go
          </Button>
          <Button
            variant="primary"
            busy={busy && shown !== null}
            disabled={!changed || !shown}
            onClick={() => void save()}
          >
            Save
          </Button>
        </p>
      ) : (
        <p className="text-sm text-ink-3">Owners can change this.</p>
      )}
      {shown && <Preview results={shown} />}
    </div>
  )
}

interface DaysProps {
  label: string
  value: string
  may: boolean
  onChange: (days: string) => void
}

const Days = ({ label, value, may, onChange }: DaysProps) => (
  <Field label={label} error={/^\s*\d+\s*$/.test(value) ? undefined : 'A whole number.'} className="w-36">
    {(ids) => (
      <Input
        {...ids}
        value={value}
        inputMode="numeric"
        disabled={!may}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
)

function Preview({ results }: { results: readonly Counted[] }) {
  const gone = results.reduce((sum, { forgotten }) => sum + forgotten, 0)
  return (
    <div className="mt-2">
      <p role="status" className={`text-sm ${gone > 0 ? 'text-sev-error' : 'text-ink-2'}`}>
        {gone > 0 ? `${count(gone)} logs would be deleted, for good.` : 'Nothing would be deleted now.'}
      </p>
      <table aria-label="What would go" className="mt-2 w-full text-sm">
        <thead className="text-left text-xs text-ink-3">
          <tr className="border-b">
            <th className="py-1 font-normal">Logs</th>
            <th className="text-right font-normal">Kept for</th>
            <th className="text-right font-normal">There now</th>
            <th className="text-right font-normal">Would be deleted</th>
          </tr>
        </thead>
        <tbody>
          {results.map(({ q, days, events, forgotten }, place) => (
            <tr key={place} className="border-b">
              <td className="py-1">{q ? <code>{q}</code> : 'all others'}</td>
              <td className="text-right">{days === 0 ? 'ever' : `${count(days)} days`}</td>
              <td className="text-right">{count(events)}</td>
              <td className="text-right">{count(forgotten)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const mistake = (problem: unknown, place: number) =>
  problem instanceof ApiError ? problem.fields[`rules.${place}.q`]?.[0] : undefined
