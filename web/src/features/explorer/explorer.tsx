'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useMemo, useRef, useState } from 'react'

import {
  linksOf, LinksDialog, markPattern, recallTemplates, rememberTemplates, SidePanel, useNarrow, useRoomy,
} from '@/components/logs' // prettier-ignore
import type { LinkTemplate, ValueHandlers } from '@/components/logs'
import { addFilter, rememberQuery, searchedTerms } from '@/components/query-bar'
import { Dialog, DialogContent } from '@/components/ui'
import { useMay, usePreferences, useTenant } from '@/features/session'
import { dashboardLink, reparseLink } from '@/lib/links'
import type { Scalar } from '@/lib/model'
import { ALL, rangeOf } from '@/lib/time'

import { useCompletions, useCount, useHistogram, useRows } from './asks'
import { ExportDialog } from './export-dialog'
import { FilterPills } from './filter-pills'
import { mistakeOf } from './mistake'
import { Onwards } from './onwards'
import { NotThere, OpenedBeside, OpenedOver } from './opened'
import { QueryRow } from './query-row'
import { Results } from './results'
import { RAW, toggleColumn } from './rows/columns'
import { moves, sharedAddress, useExploring } from './run'
import type { Exploring } from './run'
import { Sidebar } from './sidebar'
import type { ExplorerSlots, Taken } from './slots'
import { StatusBar } from './status-bar'
import { Tools } from './tools'
import { DEFAULT_COLUMNS } from './url'
import { useCursor } from './use-cursor'
import { useDraft } from './use-draft'
import { useRangeSteps } from './use-range-steps'
import { useRefresh } from './use-refresh'
import { useRemembered } from './use-remembered'
import { useShortcuts } from './use-shortcuts'
import { Volume } from './volume'

const RAW_COLUMNS = [RAW]

export function Explorer({ saved, history, onRan }: ExplorerSlots = {}) {
  const tenant = useTenant()
  const router = useRouter()
  const mayReparse = useMay('admin')
  const { preferences, change: prefer } = usePreferences()
  const zone = preferences.timezone
  const exploring = useExploring()
  const { url, range, run, change, show, again } = exploring
  const narrow = useNarrow()
  const roomy = useRoomy()

  const rows = useRows(run)
  const total = useCount(run)
  const histogram = useHistogram(run, narrow ? 40 : 90)
  const completions = useCompletions(run)
  const cursor = useCursor(exploring, rows)
  const steps = useRangeSteps(exploring)

  const [draft, setDraft] = useDraft(url.q)
  const [timeOpen, setTimeOpen] = useState(false)
  const [exporting, setExporting] = useState(false)
  const [linking, setLinking] = useState(false)
  const [templates, setTemplates] = useState<LinkTemplate[]>(recallTemplates)
  const [beside, setBeside] = useRemembered('elk.explorer.fields', true)
  const [sheet, setSheet] = useState(false)
  const [sidebar, setSidebar] = narrow ? [sheet, setSheet] : [beside, setBeside]
  const [chart, setChart] = useRemembered('elk.explorer.chart', true)
  const query = useRef<HTMLTextAreaElement>(null)

  const mistake = mistakeOf(rows.query.error, run.offset)
  const pattern = useMemo(() => markPattern(searchedTerms(url.q)), [url.q])
  const columns = url.mode === 'raw' ? RAW_COLUMNS : url.cols
  const counted = total.isPlaceholderData ? undefined : total.data?.count
  const handlers = useHandlers(exploring, templates)
  const { onFilter, onColumn } = handlers

  const runQuery = (text: string) => {
    rememberQuery(tenant, text)
    if (text.trim()) onRan?.(text.trim(), url.from, url.to)
    setDraft(text)
    cursor.leave()
    change({ q: text.trim() || null, id: null })
  }
  const open = ({ q, columns: cols, range: kept }: Taken) => {
    cursor.leave()
    setDraft(q)
    change({ q: q || null, f: null, id: null, ...(cols.length && { cols }), ...kept })
  }
  useRefresh(url.refresh, () => moves(range) && !url.id && (cursor.table.current?.atTop() ?? true), again)
  useShortcuts({
    exploring,
    cursor,
    onQuery: () => query.current?.focus(),
    onRun: () => runQuery(draft),
    onTime: () => setTimeOpen(true),
    onFields: () => setSidebar(!sidebar),
    onWiden: steps.widen,
  })

  const fields = <Sidebar run={run} columns={columns} onColumn={onColumn} onFilter={onFilter} />
  const opened = { exploring, cursor, columns, pattern, handlers }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <h1 className="sr-only">Explorer</h1>
      <QueryRow
        tenant={tenant}
        draft={draft}
        onDraft={setDraft}
        onRun={runQuery}
        completions={completions}
        mistake={draft === url.q ? mistake : null}
        inputRef={query}
        range={range}
        onRange={steps.choose}
        zone={zone}
        onZone={(timezone) => prefer({ timezone })}
        timeOpen={timeOpen}
        onTimeOpen={setTimeOpen}
        changed={draft.trim() !== url.q}
        history={history?.(runQuery)}
      />
      <FilterPills filters={url.f} onChange={(f) => change({ f: f.length ? f : null })} />
      <Volume
        run={run}
        zone={zone}
        total={total}
        histogram={histogram}
        open={chart}
        onOpen={setChart}
        onNarrow={steps.narrow}
        onWiden={steps.widen}
        onAll={() => steps.choose(ALL)}
      />
      <Tools
        sidebar={sidebar}
        onSidebar={setSidebar}
        mode={url.mode}
        onMode={(mode) => show({ mode })}
        wrap={url.wrap === '1'}
        onWrap={(wrap) => show({ wrap: wrap ? '1' : null })}
        density={preferences.density}
        onDensity={(density) => prefer({ density })}
        refresh={url.refresh}
        onRefresh={(refresh) => show({ refresh })}
        onResetColumns={() => show({ cols: DEFAULT_COLUMNS, mode: null })}
        onExport={() => setExporting(true)}
        onLinks={() => setLinking(true)}
        onReparse={mayReparse ? () => router.push(reparseOf(exploring)) : undefined}
        onwards={
          <>
            {saved?.({
              current: { q: run.q, columns: url.cols, range },
              open,
              onDashboard: () => router.push(dashboardLink(run.q, url.cols)),
            })}
            <Onwards exploring={exploring} />
          </>
        }
        share={() => sharedAddress(window.location.href, range, run.at)}
      />
      <div className="flex min-h-0 flex-1">
        {sidebar && !narrow && (
          <SidePanel name="explorer.fields" label="the fields" side="left" width={232} least={160} most={480}>
            {fields}
          </SidePanel>
        )}
        <div className="min-w-0 flex-1">
          <Results
            exploring={exploring}
            rows={rows}
            cursor={cursor}
            total={counted}
            mistake={mistake}
            columns={columns}
            narrow={narrow}
            pattern={pattern}
            handlers={handlers}
            onRange={steps.choose}
          />
        </div>
        {roomy && <OpenedBeside {...opened} />}
      </div>
      <StatusBar
        rows={rows}
        busy={rows.query.isFetching && !rows.query.isFetchingNextPage}
        refreshing={refreshNote(exploring)}
        onCancel={rows.cancel}
        onAgain={again}
      />
      {!roomy && <OpenedOver {...opened} />}
      {cursor.open.failed && <NotThere onClose={() => show({ id: null })} />}
      {sidebar && narrow && (
        <Dialog open onOpenChange={setSidebar}>
          <DialogContent title="Fields" className="h-[80dvh] [&>div]:p-0">
            {fields}
          </DialogContent>
        </Dialog>
      )}
      <ExportDialog
        open={exporting}
        onOpenChange={setExporting}
        run={run}
        columns={url.cols}
        total={counted}
      />
      <LinksDialog
        open={linking}
        onOpenChange={setLinking}
        templates={templates}
        onSave={(kept) => {
          setTemplates(kept)
          rememberTemplates(kept)
        }}
      />
    </div>
  )
}

/** What can be done with a value of a row. The same functions while nothing of the address changes: rows are many. */
function useHandlers({ url, change, show }: Exploring, templates: readonly LinkTemplate[]) {
  const onFilter = useCallback(
    (field: string, value: Scalar | null, negated: boolean) =>
      change({ f: addFilter(url.f, field, value, negated) }),
    [change, url.f],
  )
  const onColumn = useCallback(
    (field: string) => {
      const next = toggleColumn(url.cols, field)
      if (next.length) show({ cols: next, mode: null })
    },
    [show, url.cols],
  )
  return useMemo(
    () =>
      ({
        onFilter,
        onColumn,
        linksOf: (field: string, value: unknown) => linksOf(field, value, templates),
      }) satisfies ValueHandlers,
    [onFilter, onColumn, templates],
  )
}

/** Where the logs of a run are reparsed; all of time has ends there. */
function reparseOf({ run, range }: Exploring): string {
  const { from, to } = run.all ? rangeOf(run.span.start, run.span.end) : range
  return reparseLink(run.q, from, to)
}

function refreshNote({ url, range }: Exploring): string | null {
  if (url.refresh === 'off') return null
  return moves(range)
    ? `asks again every ${url.refresh}`
    : 'the range does not move, so nothing is asked again'
}
