'use client'

import { useTimes } from '@/features/session'

import type { AlertEvent, AlertWhole } from '../model'

const SAID: Record<AlertEvent['reason'], (event: AlertEvent) => string> = {
  fired: () => 'It fired',
  'fired again': () => 'It fired again',
  ended: () => 'It ended',
  acknowledged: ({ by }) => `${by ?? 'Somebody'} acknowledged it`,
  assigned: ({ by, text }) =>
    text ? `${by ?? 'Somebody'} gave it to ${text}` : `${by ?? 'Somebody'} gave it to nobody`,
  commented: ({ by }) => `${by ?? 'Somebody'} wrote`,
  resolved: ({ by }) => `${by ?? 'Somebody'} resolved it`,
  snoozed: ({ by, text }) =>
    text ? `${by ?? 'Somebody'} snoozed it` : `${by ?? 'Somebody'} ended the snooze`,
  notified: () => 'Told',
  escalated: () => 'Escalated',
}
const TEXTLESS = new Set<AlertEvent['reason']>(['assigned'])

/** All that happened to an alert, the newest first. */
export function Timeline({ alert }: { alert: AlertWhole }) {
  const { moment, exact } = useTimes()
  return (
    <section aria-label="What happened">
      <h3 className="mb-1 text-xs font-semibold">What happened</h3>
      <ol className="flex flex-col gap-2 border-l pl-3">
        {[...alert.timeline].reverse().map((event, place) => (
          <li key={alert.timeline.length - place} className="text-xs">
            <p className="flex gap-2 text-ink-2">
              <span className="min-w-0 flex-1">{SAID[event.reason](event)}</span>
              <time dateTime={event.at} title={exact(event.at)} className="shrink-0 text-ink-3 tabular-nums">
                {moment(event.at)}
              </time>
            </p>
            {event.text && !TEXTLESS.has(event.reason) && (
              <p className="break-words whitespace-pre-wrap text-ink">{event.text}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
