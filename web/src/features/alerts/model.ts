/** Alert rules and what became of them, as the API has it. Lengths of time are texts such as `5m` and `1h`. */

import type { LogEvent, Person } from '@/lib/model'

export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const
export type AlertSeverity = (typeof SEVERITIES)[number]

export const KINDS = ['threshold', 'absence', 'change', 'new_value', 'anomaly', 'match'] as const
export type RuleKind = (typeof KINDS)[number]

export const MEASURES = ['count', 'sum', 'average', 'minimum', 'maximum', 'percentile', 'distinct'] as const
export type MeasureKind = (typeof MEASURES)[number]

export interface Measure {
  kind: MeasureKind
  field?: string
  percent?: number
}

export const OPERATORS = ['>', '>=', '<', '<=', '==', '!='] as const
export type Operator = (typeof OPERATORS)[number]
export type Direction = 'up' | 'down' | 'either'

export interface Threshold {
  kind: 'threshold'
  op: Operator
  value: number
  measure?: Measure
  /** A second query: the number is the share of its number. */
  of?: string
  rate?: 'second' | 'minute' | 'hour'
  no_data?: 'ok' | 'keep' | 'fire'
}
export interface Absence {
  kind: 'absence'
  look_back?: string
}
export interface NewValue {
  kind: 'new_value'
  field?: string
  pattern?: boolean
  look_back?: string
}
export interface Change {
  kind: 'change'
  percent: number
  against?: 'previous' | 'yesterday' | 'last_week'
  direction?: Direction
  minimum?: number
  measure?: Measure
}
export interface Anomaly {
  kind: 'anomaly'
  direction?: Direction
  sensitivity?: 'low' | 'medium' | 'high'
  measure?: Measure
}
export interface Match {
  kind: 'match'
}
export type Condition = Threshold | Absence | NewValue | Change | Anomaly | Match

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export interface QuietHours {
  weekdays?: Weekday[]
  from: string
  to: string
  zone?: string
}

/** A rule as code has it. Rules of the kind `match` have no window, schedule or patience. */
export interface Definition {
  name: string
  description?: string
  severity?: AlertSeverity
  query?: string
  group_by?: string[]
  condition: Condition
  window?: string
  every?: string
  for?: string
  settle?: string
  keep_firing_for?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  runbook?: string
  quiet_hours?: QuietHours[]
  enabled?: boolean
}

export type RuleState = 'new' | 'inactive' | 'pending' | 'firing' | 'error'

export interface RuleStatus {
  state: RuleState
  pending: number
  firing: number
  evaluated_to: string | null
  looked_at: string | null
  error: string
  error_since: string | null
}

export interface Rule {
  id: number
  name: string
  kind: RuleKind
  severity: AlertSeverity
  enabled: boolean
  muted: boolean
  snoozed_until: string | null
  owner: string | null
  version: number
  definition: Definition
  status: RuleStatus
  created_at: string
  updated_at: string
}

export interface RuleVersion {
  number: number
  definition: Definition
  note: string
  created_at: string
  created_by: string | null
}

export type Numbers = [string, number | null][]

/** A change of one group's state. */
export interface StateChange {
  id: number
  version: number
  group: Record<string, string | null>
  before: string
  state: string
  at: string
  window_start: string
  seen_at: string
  numbers: Numbers
  query: string
  error: string
  alert: number | null
  link: string
}

/** `=~` and `!~` are expressions that the whole value has to fit. */
export interface Matcher {
  label: string
  op: '=' | '!=' | '=~' | '!~'
  value: string
}

export interface Silence {
  id: number
  matchers: Matcher[]
  starts_at: string
  ends_at: string
  comment: string
  created_at: string
  created_by: string | null
}

export interface EscalationStep {
  /** Seconds without acknowledgement. */
  after: number
  channels: number[]
  people: number[]
}

export interface Policy {
  id: number
  name: string
  position: number
  enabled: boolean
  matchers: Matcher[]
  channels: number[]
  group_by: string[]
  group_wait: number
  group_interval: number
  repeat_interval: number
  send_resolved: boolean
  carry_on: boolean
  escalation: EscalationStep[]
}

export type Whom = Pick<Person, 'id' | 'username' | 'name'>

export type AlertState = 'firing' | 'acknowledged' | 'snoozed' | 'resolved'

export interface AlertChart {
  points: [string, number | null][]
  threshold?: number | null
}

export type Reason =
  | 'fired'
  | 'fired again'
  | 'ended'
  | 'acknowledged'
  | 'assigned'
  | 'commented'
  | 'resolved'
  | 'snoozed'
  | 'notified'
  | 'escalated'

/** A line of an alert's history. */
export interface AlertEvent {
  at: string
  reason: Reason
  by: string | null
  text: string
}

/** One group of a rule that fires, or did. */
export interface Alert {
  id: number
  rule: number | null
  rule_name: string
  /** Its rule and its group. */
  title: string
  /** What was seen, in a sentence. */
  words: string
  kind: RuleKind
  severity: AlertSeverity
  state: AlertState
  group: Record<string, string | null>
  labels: Record<string, string>
  annotations: Record<string, string>
  query: string
  started_at: string
  opened_at: string
  changed_at: string
  resolved_at: string | null
  resolved_by: Whom | null
  acknowledged_at: string | null
  acknowledged_by: Whom | null
  assignee: Whom | null
  snoozed_until: string | null
  reopened: number
  /** It comes and goes. */
  flapping: boolean
  numbers: Numbers
  matched: number
  /** To the lines of the window, with absolute times. */
  link: string
}

/** The same with all that it has. */
export interface AlertWhole extends Alert {
  lines: LogEvent[]
  chart: AlertChart | null
  timeline: AlertEvent[]
}

export interface AlertCounts {
  firing: number
  acknowledged: number
  snoozed: number
  open: number
  resolved: number
}

export interface AlertStatistics {
  total: number
  acknowledged: number
  resolved: number
  /** Mean seconds. */
  to_acknowledge: number | null
  to_resolve: number | null
}
