/** What the server says of notifications, channels and deliveries. */

export const KINDS = ['alert', 'upload', 'reparse', 'report', 'system'] as const
export type NewsKind = (typeof KINDS)[number]

export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const
export type NewsSeverity = (typeof SEVERITIES)[number]

export interface News {
  id: number
  kind: NewsKind
  severity: NewsSeverity
  title: string
  body: string
  link: string
  at: string
  read: boolean
}

/** As it comes over the socket: with the ways in which the person wants to be told. */
export interface FreshNews extends News {
  toast: boolean
  sound: boolean
  browser: boolean
  unread: number
  /** It came while nobody listened. */
  missed?: boolean
}

export interface NewsPage {
  results: News[]
  next: string | null
  unread: number
}

/** What was read on another page. */
export interface ReadNews {
  ids: number[] | null
  all: boolean
  read: boolean
  unread: number
}

export interface Way {
  minimum: NewsSeverity | 'off'
  toast: boolean
  sound: boolean
  browser: boolean
  email: boolean
}
export type Ways = Record<NewsKind, Way>

export interface ChannelField {
  name: string
  label: string
  type: 'text' | 'url' | 'number' | 'flag' | 'choice' | 'emails' | 'lines' | 'headers'
  required: boolean
  secret: boolean
  help: string
  default: unknown
  choices: string[]
}

export interface ChannelKind {
  name: string
  title: string
  help: string
  form: ChannelField[]
}

export type Config = Record<string, unknown>

export interface Channel {
  id: number
  name: string
  kind: string
  config: Config
  /** Of each secret that is filled in, what of it may be seen. */
  secrets: Record<string, string>
  enabled: boolean
  failures: number
  hold_until: string | null
  created_at: string
  created_by: string | null
  last: { id: number; status: DeliveryStatus; answer: string; finished_at: string } | null
}

export interface Tested {
  ok: boolean
  status: number | null
  answer: string
  took_ms: number
}

export type DeliveryStatus = 'waiting' | 'sent' | 'failed' | 'dropped'

export interface Delivery {
  id: number
  channel: number | null
  channel_name: string
  kind: string
  title: string
  state: string
  severity: NewsSeverity
  status: DeliveryStatus
  attempts: number
  tries: (Tested & { at: string })[]
  answer: string
  next_at: string
  created_at: string
  finished_at: string | null
}
