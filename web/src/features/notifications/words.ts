import type { DeliveryStatus, NewsKind, NewsSeverity } from './model'

export const KIND_NAMES: Record<NewsKind, string> = {
  alert: 'Alerts',
  upload: 'Uploads',
  reparse: 'Reparses',
  report: 'Reports',
  system: 'The system',
}

export const FROM_ON: Record<NewsSeverity | 'off', string> = {
  info: 'Everything',
  warning: 'From warning on',
  error: 'From error on',
  critical: 'Critical only',
  off: 'Nothing',
}

export const STATUS_WORDS: Record<DeliveryStatus, string> = {
  waiting: 'waiting',
  sent: 'sent',
  failed: 'failed',
  dropped: 'dropped',
}
