/** What a rule says, in words. */

import { count } from '@/lib/number'

import type { AlertSeverity, Condition, Definition, Measure, MeasureKind, RuleKind, RuleState } from './model'

export const KIND_WORDS: Record<RuleKind, { name: string; about: string }> = {
  threshold: {
    name: 'Threshold',
    about: 'A count, rate, share, average or percentile is above or below a value',
  },
  absence: { name: 'Absence', about: 'Nothing has come for a while' },
  change: { name: 'Change', about: 'Much more or less than before, yesterday or last week' },
  new_value: { name: 'New value', about: 'A value or a kind of message that was never seen before' },
  anomaly: { name: 'Anomaly', about: 'Unusual for this hour of the week' },
  match: { name: 'Every match', about: 'Each matching line, within seconds' },
}

export const STATE_WORDS: Record<RuleState, string> = {
  new: 'not yet looked at',
  inactive: 'quiet',
  pending: 'pending',
  firing: 'firing',
  error: 'cannot be evaluated',
}

export const SEVERITY_WORDS: Record<AlertSeverity, string> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  info: 'Info',
}

export const MEASURE_WORDS: Record<MeasureKind, string> = {
  count: 'number of lines',
  sum: 'sum of',
  average: 'average of',
  minimum: 'smallest',
  maximum: 'largest',
  percentile: 'percentile of',
  distinct: 'different values of',
}

export function measureWords(measure: Measure = { kind: 'count' }): string {
  if (measure.kind === 'count') return 'lines'
  if (measure.kind === 'percentile') return `p${measure.percent ?? 95} of ${measure.field}`
  return `${MEASURE_WORDS[measure.kind]} ${measure.field}`
}

const DIRECTION = { up: 'more', down: 'less', either: 'more or less' }
const AGAINST = { previous: 'the window before', yesterday: 'the day before', last_week: 'the week before' }

function conditionWords(condition: Condition, window: string): string {
  switch (condition.kind) {
    case 'threshold': {
      const number = measureWords(condition.measure)
      const rate = condition.rate ? ` a ${condition.rate}` : ''
      const share = condition.of ? `, as a share of “${condition.of}”,` : ''
      return `${number}${rate}${share} ${condition.op} ${count(condition.value)} in ${window}`
    }
    case 'absence':
      return `nothing in ${window}`
    case 'change':
      return `${measureWords(condition.measure)}: ${condition.percent} % ${DIRECTION[condition.direction ?? 'either']} than ${AGAINST[condition.against ?? 'previous']}, in ${window}`
    case 'new_value':
      return `a new ${condition.pattern ? 'kind of message' : condition.field} in ${condition.look_back ?? '7d'}`
    case 'anomaly':
      return `${measureWords(condition.measure)} in ${window}: ${DIRECTION[condition.direction ?? 'either']} than usual`
    case 'match':
      return 'each line that matches'
  }
}

/** One sentence without its full stop: `lines > 100 in 5m, for 2m, for each service`. */
export function ruleWords({ condition, window = '5m', group_by = [], ...rule }: Definition): string {
  const patience = rule.for && rule.for !== '0s' && condition.kind !== 'match' ? `, for ${rule.for}` : ''
  const groups = group_by.length > 0 ? `, for each ${group_by.join(' and ')}` : ''
  return conditionWords(condition, window) + patience + groups
}

/** A number of a window as people read it. */
export const numberWords = (value: number | null) =>
  value === null ? 'nothing' : Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)))
