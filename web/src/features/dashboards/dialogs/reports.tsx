'use client'

import { Pencil, Plus, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { QueryState } from '@/components/query-state'
import { Badge, Button, Dialog, DialogContent, IconButton } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { browserZone, formatSecond } from '@/lib/time'

import type { Controls } from '../controls'
import { WEEKDAYS, type Dashboard, type Report, type ReportDraft } from '../model'
import { useReportActions, useReports } from '../queries'
import { ReportForm } from './report-form'

const whenWords = ({ every, weekday, day, at, timezone }: ReportDraft) => {
  const on = every === 'week' ? `on ${WEEKDAYS[weekday]}s` : every === 'month' ? `on day ${day}` : ''
  return `every ${every} ${on} at ${at} (${timezone})`.replace('  ', ' ')
}

export interface ReportsProps {
  dashboard: Dashboard
  controls: Controls
  close: () => void
}

/** The dashboard as a PDF, again and again, to whom it concerns. */
export function ReportsDialog({ dashboard, controls, close }: ReportsProps) {
  const reports = useReports(dashboard.id)
  const [open, setOpen] = useState<{ id: string | null; draft: ReportDraft } | null>(null)
  const begin = () =>
    setOpen({
      id: null,
      draft: {
        name: dashboard.name,
        every: 'week',
        weekday: 0,
        day: 1,
        at: '08:00',
        timezone: browserZone(),
        range: { from: 'now-7d', to: 'now' },
        variables: controls.chosen,
        channels: [],
        members: [],
        orientation: 'landscape',
        enabled: true,
      },
    })
  return (
    <Dialog open onOpenChange={(still) => !still && close()}>
      <DialogContent
        title={open ? (open.id ? 'Change the report' : 'New report') : `Reports of ${dashboard.name}`}
        description={open ? undefined : 'The dashboard as a PDF, sent at set times.'}
        className="sm:w-[min(600px,calc(100vw-32px))]"
      >
        {open ? (
          <ReportForm dashboard={dashboard.id} id={open.id} first={open.draft} done={() => setOpen(null)} />
        ) : (
          <>
            <QueryState
              query={reports}
              empty={<p className="py-4 text-sm text-ink-3">Nothing is sent by itself yet.</p>}
            >
              {(found) => (
                <ul className="divide-y">
                  {found.map((report) => (
                    <Line
                      key={report.id}
                      report={report}
                      dashboard={dashboard.id}
                      onEdit={() => setOpen({ id: report.id, draft: wishOf(report) })}
                    />
                  ))}
                </ul>
              )}
            </QueryState>
            <div className="mt-3 flex justify-end">
              <Button variant="primary" onClick={begin}>
                <Plus aria-hidden /> New report
              </Button>
            </div>
          </>
        )}
      </DialogContent>
    </Dialog>
  )
}

const wishOf = ({
  name, every, weekday, day, at, timezone, range, variables, channels, members, orientation, enabled,
}: Report): ReportDraft => ({
  name, every, weekday, day, at, timezone, range, variables, channels, members, orientation, enabled,
}) // prettier-ignore

function Line({ report, dashboard, onEdit }: { report: Report; dashboard: number; onEdit: () => void }) {
  const { timezone } = usePreferences().preferences
  const { drop, send } = useReportActions(dashboard)
  return (
    <li className="flex items-center gap-1 py-2">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 text-sm">
          <span className="truncate">{report.name}</span>
          {!report.enabled && <Badge>off</Badge>}
        </span>
        <span className="block text-xs text-ink-3">
          {whenWords(report)}
          {report.enabled && report.next_at && (
            <> · next {formatSecond(Date.parse(report.next_at), timezone).slice(0, 16)}</>
          )}
        </span>
        {report.last_error ? (
          <span className="block text-xs text-sev-error">
            The last could not be sent: {report.last_error}
          </span>
        ) : (
          report.last_sent_at && (
            <span className="block text-xs text-ink-3">
              last sent {formatSecond(Date.parse(report.last_sent_at), timezone).slice(0, 16)}
            </span>
          )
        )}
      </span>
      <IconButton
        label={`Send ${report.name} now`}
        title="Send it now"
        disabled={send.isPending}
        onClick={() => send.mutate(report.id)}
      >
        <Send aria-hidden />
      </IconButton>
      <IconButton label={`Change ${report.name}`} title="Change it" onClick={onEdit}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton
        label={`Remove ${report.name}`}
        title="Remove it"
        disabled={drop.isPending}
        onClick={() => drop.mutate(report.id)}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  )
}
