/** What the API gives and takes, as `docs/reference/api.md` has it. */

export const LEVELS = ['trace', 'debug', 'info', 'notice', 'warning', 'error', 'critical'] as const
export type Level = (typeof LEVELS)[number]

/** A value that is no list and no object. Whole numbers that a double would round are a `bigint`. */
export type Scalar = string | number | bigint | boolean

/** One log. Times are ISO 8601 in UTC; what is absent is not there at all. */
export interface LogEvent {
  id: string
  '@timestamp': string
  received_at: string
  tenant_id: string
  level?: Level
  message: string
  service?: string
  source?: string
  environment?: string
  host?: string
  logger?: string
  trace_id?: string
  span_id?: string
  tags?: string[]
  attributes?: Record<string, unknown>
  geoip?: Record<string, unknown>
  user_agent?: Record<string, unknown>
  raw?: string
  input?: string
  upload_id?: string
}

export interface List<T> {
  results: T[]
  next: string | null
}

export interface Ports {
  tcp: number
  udp: number
  http: number
  beats: number
}

export interface Setup {
  needs_owner: boolean
  open_registration: boolean
  /** What the button of the sign-in provider says, where there is one. */
  single_sign_on?: string | null
  version: string
  ports: Ports
}

export type Role = 'owner' | 'admin' | 'editor' | 'viewer'

export interface Membership {
  tenant: string
  name: string
  role: Role
}

export interface Me {
  id: number
  username: string
  email: string
  name: string
  organisations: Membership[]
  /** Tenants that wait for a second factor of theirs. */
  locked?: string[]
  preferences: Preferences
}

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'compact' | 'comfortable'

/** A person's own choices, kept by the server so that they follow to every browser. */
export interface Preferences {
  theme?: Theme
  density?: Density
  /** An IANA zone, or "local" for the browser's, or "UTC". */
  timezone?: string
  time_format?: 'iso' | 'local' | 'relative'
  [key: string]: unknown
}

export interface Session {
  id: string
  current: boolean
  ip: string | null
  user_agent: string
  created_at: string
  last_seen_at: string
}

export interface Organisation {
  tenant: string
  name: string
  role: Role
  /** 0 keeps logs for ever. */
  retention_days: number
  timezone: string
  /** Whether lines are kept as they came, where a pipeline changes them. */
  keep_raw: boolean
  /** Members without a second factor see nothing. */
  require_two_factor?: boolean
  created_at: string
}

export interface Person {
  id: number
  username: string
  email: string
  name: string
}

export interface Member {
  user: Person
  role: Role
  joined_at: string
}

export interface Invitation {
  id: number
  email: string
  role: Role
  expires_at: string
  link?: string
}

/** An invitation as somebody with its link sees it. */
export interface InvitationSeen {
  organisation: string
  email: string
  role: Role
  expires_at: string
  invited_by: string
}

export type Scope = 'ingest' | 'read' | 'alerts' | 'admin'

export interface ApiKey {
  id: number
  name: string
  prefix: string
  scopes: Scope[]
  created_at: string
  created_by: string | null
  last_used_at: string | null
  expires_at: string | null
}

export interface SearchPage extends List<LogEvent> {
  rows_read: number
  elapsed_ms: number
}

/** `counts` is by level; events without a level count under "". */
export interface Bucket {
  start: string
  counts: Record<string, number>
}

export interface Histogram {
  step: number
  total: number
  buckets: Bucket[]
}

export interface ValueCount {
  value: Scalar
  count: number
}

export interface Values {
  field: string
  results: ValueCount[]
  total: number
  present: number
  distinct: number
}

export interface FieldInfo {
  name: string
  types: string[]
  count: number
}

export interface Usage {
  events: number
  bytes: number
  oldest: string | null
  newest: string | null
  estimate: boolean
}

export interface Statistics {
  total: number
  previous_total: number
  by_level: Record<string, number>
  previous_by_level: Record<string, number>
  top_services: ValueCount[]
  top_sources: ValueCount[]
  top_hosts: ValueCount[]
  usage: Usage
}

export type UploadStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface Upload {
  id: string
  filename: string
  bytes: number
  bytes_done: number
  format: string
  status: UploadStatus
  accepted: number
  refused: number
  /** `file` is the one within a zip file. */
  refusals: { line: number; reason: string; file?: string }[]
  error: string
  service: string
  source: string
  environment: string
  tags: string[]
  timezone: string
  sha256: string
  created_at: string
  created_by: string | null
  finished_at: string | null
}

export interface HealthPart {
  name: string
  status: string
  reason: string | null
  details?: Record<string, unknown>
}

export interface Health {
  status: string
  parts: HealthPart[]
}

export interface Metrics {
  logs_per_second: number | null
  errors_per_minute: number | null
  warnings_per_minute: number | null
  users: number
  top_sources: ValueCount[]
  at: string
}
