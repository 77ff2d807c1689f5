/** Dashboards as the API has them. */

import type { PanelSpec } from '@/components/panels'
import type { TimeRange } from '@/lib/time'

export interface Variable {
  name: string
  label: string
  /** Its choices are what the logs have in this field, or `values`. */
  field: string
  values: string[]
  /** Empty is all. */
  default: string[]
  multiple: boolean
}

export type Chosen = Record<string, string[]>

/** All that is written of a dashboard, and kept version by version. */
export interface Draft {
  name: string
  description: string
  tags: string[]
  variables: Variable[]
  range: TimeRange
  /** Seconds between looks; 0 is none. */
  refresh: number
  panels: PanelSpec[]
}

export interface Listed {
  id: number
  name: string
  description: string
  tags: string[]
  panel_count: number
  version: number
  favourite: boolean
  position: number | null
  created_at: string
  created_by: string | null
  updated_at: string
  updated_by: string | null
}

export type Dashboard = Listed & Draft

export interface Version {
  number: number
  name: string
  note: string
  created_at: string
  created_by: string | null
}

export type VersionSeen = Version & Draft

export interface Template {
  key: string
  name: string
  description: string
  dashboard: Draft
}

export interface Share {
  id: string
  label: string
  expires_at: string
  created_at: string
  created_by: string | null
  last_used_at: string | null
  uses: number
  /** Only when it was just made. */
  link?: string
}

export const EVERY = ['day', 'week', 'month'] as const
export type Every = (typeof EVERY)[number]

/** As reports count them. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export interface ReportDraft {
  name: string
  every: Every
  /** Monday is 0. */
  weekday: number
  day: number
  at: string
  timezone: string
  range: TimeRange
  variables: Chosen
  channels: number[]
  members: number[]
  orientation: 'portrait' | 'landscape'
  enabled: boolean
}

export interface Report extends ReportDraft {
  id: string
  next_at: string | null
  last_sent_at: string | null
  last_error: string
}

export const REFRESHES = [0, 5, 10, 30, 60, 300, 900, 1800, 3600] as const

export const refreshWords = (seconds: number) =>
  seconds === 0
    ? 'No refresh'
    : seconds < 60
      ? `Every ${seconds} s`
      : seconds === 60
        ? 'Every minute'
        : seconds === 3600
          ? 'Every hour'
          : `Every ${seconds / 60} min`

export const NEW: Draft = {
  name: '',
  description: '',
  tags: [],
  variables: [],
  range: { from: 'now-24h', to: 'now' },
  refresh: 0,
  panels: [],
}

export const draftOf = (from: Draft): Draft => ({
  name: from.name,
  description: from.description,
  tags: from.tags,
  variables: from.variables,
  range: from.range,
  refresh: from.refresh,
  panels: from.panels,
})

export const same = (a: Draft, b: Draft) => JSON.stringify(draftOf(a)) === JSON.stringify(draftOf(b))

/** What is in force for each variable: what was chosen, or what it begins with. */
export function inForce(variables: readonly Variable[], chosen: Chosen): Chosen {
  return Object.fromEntries(variables.map(({ name, default: first }) => [name, chosen[name] ?? first]))
}
