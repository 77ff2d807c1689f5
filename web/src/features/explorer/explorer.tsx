'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import {
  DetailPanel, linksOf, LinksDialog, markPattern, recallTemplates, rememberTemplates, SidePanel, useKeys, useNarrow, useRoomy,
} from '@/components/logs' // prettier-ignore
import type { LinkTemplate, ValueHandlers } from '@/components/logs'
import { Failing } from '@/components/query-state'
import { addFilter, rememberQuery, searchedTerms } from '@/components/query-bar'
import type { QueryMistake } from '@/components/query-bar'
import { CopyButton, Dialog, DialogContent, SkeletonRows } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import type { Scalar } from '@/lib/model'
import { count } from '@/lib/number'
import { recall, remember } from '@/lib/storage'
import { ALL, rowTime } from '@/lib/time'
import type { TimeRange } from '@/lib/time'

import { isQueryError, useCompletions, useCount, useHistogram, useOpenEvent, useRows } from './asks'
import { EmptyRows } from './empty'
import { ExportDialog } from './export-dialog'
import { FilterPills } from './filter-pills'
import { QueryRow } from './query-row'
import { RAW, recallWidths, rememberWidths, toggleColumn } from './rows/columns'
import { LogTable } from './rows/log-table'
import type { TableHandle } from './rows/log-table'
import { moves, sharedAddress, useExploring } from './run'
import { Sidebar } from './sidebar'
import { StatusBar } from './status-bar'
import { Tools } from './tools'
import { DEFAULT_COLUMNS } from './url'
import { useRefresh } from './use-refresh'
import { Volume } from './volume'

const RAW_COLUMNS = [RAW]

/** The mistake in the typed query, at the column where it was typed. */
export function mistakeOf(error: unknown, offset: number): QueryMistake | null {
  if (!isQueryError(error)) return null
  const column = error.column === undefined ? undefined : error.column - 1 + offset
  return {
    message: error.message,
    hint: error.hint,
    column: column !== undefined && column >= 0 ? column : undefined,
  }
}

export function Explorer() {
  const tenant = useTenant()
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
  const open = useOpenEvent(url.id, rows.rows)

  const [draft, setDraft] = useState(url.q)
  const [draftOf, setDraftOf] = useState(url.q)
  if (draftOf !== url.q) {
    setDraftOf(url.q)
    setDraft(url.q)
  }
  const [active, setActive] = useState(-1)
  const [timeOpen, setTimeOpen] = useState(false)
  const [exporting, setExporting] = useState(false)
  const [linking, setLinking] = useState(false)
  const [templates, setTemplates] = useState<LinkTemplate[]>(recallTemplates)
  const [widths, setWidths] = useState(recallWidths)
  const [wider, setWider] = useState<TimeRange[]>([])
  const [beside, setBeside] = useRemembered('elk.explorer.fields', true)
  const [sheet, setSheet] = useState(false)
  const [sidebar, setSidebar] = narrow ? [sheet, setSheet] : [beside, setBeside]
  const [chart, setChart] = useRemembered('elk.explorer.chart', true)
  const query = useRef<HTMLTextAreaElement>(null)
  const table = useRef<TableHandle>(null)

  const mistake = mistakeOf(rows.query.error, run.offset)
  const pattern = useMemo(() => markPattern(searchedTerms(url.q)), [url.q])
  const columns = url.mode === 'raw' ? RAW_COLUMNS : url.cols
  const total_ = total.isPlaceholderData ? undefined : total.data?.count

  const runQuery = (text: string) => {
    rememberQuery(tenant, text)
    setDraft(text)
    setActive(-1)
    change({ q: text.trim() || null, id: null })
  }
  const setRange = (next: TimeRange) => {
    setWider([])
    change({ from: next.from, to: next.to })
  }
  const narrowTo = (from: Date, to: Date) => {
    setWider([...wider, range])
    change({ from: from.toISOString(), to: to.toISOString() })
  }
  const widen = () => {
    const before = wider.at(-1)
    if (!before) return
    setWider(wider.slice(0, -1))
    change({ from: before.from, to: before.to })
  }
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
  const handlers = useMemo<ValueHandlers>(
    () => ({ onFilter, onColumn, linksOf: (field, value) => linksOf(field, value, templates) }),
    [onFilter, onColumn, templates],
  )
  const openRow = useCallback(
    (index: number) => {
      const event = rows.rows[index]
      if (!event) return
      setActive(index)
      show({ id: event.id })
    },
    [rows.rows, show],
  )
  const close = () => {
    show({ id: null })
    table.current?.focus()
  }
  const move = (by: number) => {
    const at = open.event ? rows.rows.findIndex(({ id }) => id === open.event?.id) : active
    const next = Math.max(0, Math.min(rows.rows.length - 1, at + by))
    if (!rows.rows[next]) return
    setActive(next)
    table.current?.show(next)
    if (url.id) show({ id: rows.rows[next].id })
  }
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = rows.query
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage])

  useRefresh(url.refresh, () => moves(range) && !url.id && (table.current?.atTop() ?? true), again)
  useKeys({
    '/': () => query.current?.focus(),
    d: () => setTimeOpen(true),
    f: () => setSidebar(!sidebar),
    w: () => show({ wrap: url.wrap === '1' ? null : '1' }),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: (event) =>
      event.target instanceof Element && event.target.getAttribute('role') === 'grid' ? move(1) : false,
    ArrowUp: (event) =>
      event.target instanceof Element && event.target.getAttribute('role') === 'grid' ? move(-1) : false,
    Enter: (event) => {
      if (
        event.target instanceof Element &&
        event.target.matches('button, a, [role="application"], [role="tab"]')
      )
        return false
      openRow(active)
    },
    Escape: () => (url.id ? close() : wider.length ? widen() : false),
    'Mod+Enter': () => runQuery(draft),
  })
  // A link to a row: the row is shown where it is, once it is there.
  const [linked] = useState(url.id)
  const linkedAt = linked ? rows.rows.findIndex(({ id }) => id === linked) : -1
  useEffect(() => {
    if (linkedAt >= 0) table.current?.show(linkedAt)
  }, [linkedAt])

  const busy = rows.query.isFetching && !isFetchingNextPage
  const panel = open.event && (
    <DetailPanel
      event={open.event}
      tenant={tenant}
      zone={zone}
      columns={columns}
      pattern={pattern}
      onClose={close}
      onOpen={(event) => show({ id: event.id })}
      onMove={move}
      actions={
        <CopyButton
          label="Copy a link to this log"
          text={sharedAddress(window.location.href, range, run.at)}
        />
      }
      {...handlers}
    />
  )

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
        onRange={setRange}
        zone={zone}
        onZone={(timezone) => prefer({ timezone })}
        timeOpen={timeOpen}
        onTimeOpen={setTimeOpen}
        changed={draft.trim() !== url.q}
      />
      <FilterPills filters={url.f} onChange={(f) => change({ f: f.length ? f : null })} />
      <Volume
        run={run}
        zone={zone}
        total={total}
        histogram={histogram}
        open={chart}
        onOpen={setChart}
        onNarrow={narrowTo}
        onWiden={wider.length ? widen : undefined}
        onAll={() => setRange(ALL)}
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
        share={() => sharedAddress(window.location.href, range, run.at)}
      />
      <div className="flex min-h-0 flex-1">
        {sidebar && !narrow && (
          <SidePanel name="explorer.fields" label="the fields" side="left" width={232} least={160} most={480}>
            <Sidebar run={run} columns={columns} onColumn={onColumn} onFilter={onFilter} />
          </SidePanel>
        )}
        <div className="min-w-0 flex-1">
          {rows.query.error && !rows.query.data ? (
            mistake ? (
              <p className="px-6 py-10 text-center text-sm text-ink-3">
                The query cannot be read: {mistake.message}
              </p>
            ) : (
              <Failing error={rows.query.error} retry={again} />
            )
          ) : !rows.query.data ? (
            rows.query.fetchStatus === 'idle' ? null : (
              <SkeletonRows rows={24} label="Searching" />
            )
          ) : rows.rows.length === 0 && !isPlaceholderData ? (
            <div className="h-full overflow-auto">
              <EmptyRows
                run={run}
                zone={zone}
                filtered={run.q !== ''}
                onRange={setRange}
                onClear={() => change({ q: null, f: null })}
                onAgain={again}
              />
            </div>
          ) : (
            <LogTable
              handle={table}
              rows={rows.rows}
              total={total_}
              columns={columns}
              widths={widths}
              wrap={url.wrap === '1'}
              narrow={narrow}
              says={rowTime(run.span, zone)}
              rowHeight={preferences.density === 'comfortable' ? 30 : 26}
              zone={zone}
              pattern={pattern}
              handlers={handlers}
              order={url.order}
              active={active}
              opened={url.id}
              stale={isPlaceholderData}
              onOpen={openRow}
              onNearEnd={onNearEnd}
              onColumns={(cols) => show({ cols })}
              onWidth={(column, width) => {
                const next = { ...widths, [column]: width }
                setWidths(next)
                rememberWidths(next)
              }}
              onOrder={(order) => change({ order })}
              foot={
                rows.complete
                  ? `That is all: ${count(rows.rows.length)} of ${total_ === undefined ? '…' : count(total_)}.`
                  : rows.query.isFetchNextPageError
                    ? 'The rest could not be read. Scroll to try again.'
                    : 'Reading more…'
              }
            />
          )}
        </div>
        {panel && roomy && (
          <SidePanel name="explorer.detail" label="the log" side="right" width={520} least={340} most={1100}>
            {panel}
          </SidePanel>
        )}
      </div>
      <StatusBar
        rows={rows}
        busy={busy}
        refreshing={
          url.refresh === 'off'
            ? null
            : moves(range)
              ? `asks again every ${url.refresh}`
              : 'the range does not move, so nothing is asked again'
        }
        onCancel={rows.cancel}
        onAgain={again}
      />
      {panel && !roomy && (
        <Dialog open onOpenChange={(stay) => !stay && close()}>
          <DialogContent title="Log" className="h-[92dvh] [&>div]:p-0 [&>header]:sr-only" kind="side">
            {panel}
          </DialogContent>
        </Dialog>
      )}
      {open.failed && (
        <Dialog open onOpenChange={() => show({ id: null })}>
          <DialogContent
            title="This log is not there"
            description="It was deleted, is past its retention, or belongs to another organisation."
          >
            {null}
          </DialogContent>
        </Dialog>
      )}
      {sidebar && narrow && (
        <Dialog open onOpenChange={setSidebar}>
          <DialogContent title="Fields" className="h-[80dvh] [&>div]:p-0">
            <Sidebar run={run} columns={columns} onColumn={onColumn} onFilter={onFilter} />
          </DialogContent>
        </Dialog>
      )}
      <ExportDialog
        open={exporting}
        onOpenChange={setExporting}
        run={run}
        columns={url.cols}
        total={total_}
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

/** A switch that this browser remembers. */
function useRemembered(key: string, otherwise: boolean): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => (recall(key) === null ? otherwise : recall(key) === '1'))
  return [
    on,
    (next) => {
      setOn(next)
      remember(key, next ? '1' : '0')
    },
  ]
}
