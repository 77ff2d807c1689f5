import type { Condition, Definition, RuleKind } from '../model'

/** What a new rule begins with. */
export const newRule = (query: string): Definition => ({
  name: '',
  query,
  severity: 'error',
  condition: { kind: 'threshold', op: '>', value: 10 },
  window: '5m',
  every: '1m',
  for: '0s',
})

const FIRST: Record<RuleKind, Condition> = {
  threshold: { kind: 'threshold', op: '>', value: 10 },
  absence: { kind: 'absence', look_back: '1d' },
  change: { kind: 'change', percent: 100, against: 'yesterday', direction: 'up', minimum: 10 },
  new_value: { kind: 'new_value', pattern: true, look_back: '7d' },
  anomaly: { kind: 'anomaly', direction: 'up', sensitivity: 'medium' },
  match: { kind: 'match' },
}

/** The same rule of another kind; what it watches and whom it tells stays. */
export function ofKind(rule: Definition, kind: RuleKind): Definition {
  const { window = '5m', every = '1m', ...rest } = rule
  const condition = FIRST[kind]
  if (kind === 'match') {
    const kept = { ...rest }
    for (const name of ['for', 'settle', 'keep_firing_for'] as const) delete kept[name]
    return { ...kept, condition }
  }
  return { ...rest, condition, window, every }
}

/** What is sent: without what is empty, and with a name that says what it is when none was given. */
export function toSend(rule: Definition): Definition {
  const sent: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(rule)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    sent[name] = value
  }
  return { ...(sent as unknown as Definition), name: rule.name.trim() || suggestedName(rule) }
}

const ABOUT: Record<RuleKind, string> = {
  threshold: 'Too many',
  absence: 'Nothing from',
  change: 'Change of',
  new_value: 'Something new in',
  anomaly: 'Unusual',
  match: 'Any',
}

/** For those who save without naming it. */
export function suggestedName({ condition, query = '' }: Definition): string {
  const what = query.trim().replace(/\s+/g, ' ').slice(0, 120)
  const about =
    condition.kind === 'threshold' && condition.op.startsWith('<') ? 'Too few' : ABOUT[condition.kind]
  return `${about} ${what || 'logs'}`
}

export const sameRule = (one: Definition, other: Definition) =>
  JSON.stringify(sorted(toSend(one))) === JSON.stringify(sorted(toSend(other)))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  )
}
