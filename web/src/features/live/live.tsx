'use client'

import { Compass, Eraser, Pause, Play } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { useCallback, useMemo, useRef, useState } from 'react'

import {
  DetailPanel, linksOf, markPattern, recallTemplates, SidePanel, useKeys, useNarrow, useRoomy,
} from '@/components/logs' // prettier-ignore
import {
  clauseText,
  HistoryMenu,
  QueryInput,
  rememberQuery,
  searchedTerms,
  SyntaxHelp,
  withClause,
} from '@/components/query-bar'
import { Button, Dialog, DialogContent, IconButton, Select, Switch } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { LEVELS } from '@/lib/model'
import type { LogEvent, Scalar } from '@/lib/model'
import { count, plural, rate } from '@/lib/number'
import { useMetrics } from '@/lib/use-metrics'

import { ConnectionState } from './connection-state'
import { LiveList } from './live-list'
import { MetricsBar } from './metrics-bar'
import { useLiveCompletions } from './use-live-completions'
import { useStream } from './use-stream'
import { Waiting } from './waiting'

const LEVEL_OPTIONS: { value: string; label: string }[] = [
  { value: 'all', label: 'All levels' },
  ...LEVELS.slice(1).map((level) => ({
    value: level,
    label: level === 'critical' ? 'critical' : `${level} and above`,
  })),
]

/** Which levels, as part of the query: the server filters. */
export const levelClause = (choice: string): string =>
  (LEVELS as readonly string[]).includes(choice) ? `level:>=${choice}` : ''

export function Live() {
  const tenant = useTenant()
  const { preferences } = usePreferences()
  const [q, setQ] = useQueryState('q', parseAsString.withDefault(''))
  const [level, setLevel] = useQueryState('level', parseAsString.withDefault('all'))
  const narrow = useNarrow()
  const roomy = useRoomy()
  const [draft, setDraft] = useState(q)
  const clause = levelClause(level)
  const filter = clause ? withClause(q, clause) : q.trim()
  const stream = useStream(tenant, filter)
  const { now: metrics } = useMetrics(tenant)
  const completions = useLiveCompletions()

  /** Why it stands: by the button, or because somebody scrolled up to read. */
  const [stood, setStood] = useState<'hand' | 'scroll' | null>(null)
  const paused = stood !== null
  const [autoScroll, setAutoScroll] = useState(true)
  const [opened, setOpened] = useState<LogEvent | null>(null)
  const [templates] = useState(recallTemplates)
  const input = useRef<HTMLTextAreaElement>(null)
  const pattern = useMemo(() => markPattern(searchedTerms(q)), [q])

  const { pause: hold, resume: release } = stream
  const pause = () => {
    setStood('hand')
    hold()
  }
  const goOn = useCallback(() => {
    setStood(null)
    release()
  }, [release])
  // Scrolling up is reading: what arrives waits until the reader is at the end again.
  const onAtEnd = useCallback(
    (atEnd: boolean) => {
      if (!atEnd && stood === null) {
        setStood('scroll')
        hold()
      } else if (atEnd && stood === 'scroll') goOn()
    },
    [stood, hold, goOn],
  )
  const run = (text: string) => {
    rememberQuery(tenant, text)
    setDraft(text)
    void setQ(text.trim() || null)
  }
  const onFilter = (field: string, value: Scalar | null, negated: boolean) =>
    run(withClause(q, clauseText({ field, value, negated })))
  const move = (by: number) => {
    const events = stream.rows.flatMap((row) => ('event' in row ? [row.event] : []))
    const at = events.findIndex(({ id }) => id === opened?.id)
    const next = events[Math.max(0, Math.min(events.length - 1, at + by))]
    if (next) setOpened(next)
  }
  useKeys({
    ' ': (event) => {
      if (
        event.target instanceof Element &&
        event.target.matches('button:not([aria-pressed]), a, [role="switch"], [role="combobox"]')
      )
        return false
      if (paused) goOn()
      else pause()
    },
    '/': () => input.current?.focus(),
    j: () => move(1),
    k: () => move(-1),
    Escape: () => (opened ? setOpened(null) : paused ? goOn() : false),
    'Mod+Enter': () => run(draft),
  })

  const panel = opened && (
    <DetailPanel
      event={opened}
      tenant={tenant}
      zone={preferences.timezone}
      pattern={pattern}
      onClose={() => setOpened(null)}
      onOpen={setOpened}
      onMove={move}
      onFilter={onFilter}
      linksOf={(field, value) => linksOf(field, value, templates)}
    />
  )

  return (
    <div className="flex h-full min-h-0 flex-col">
      <h1 className="sr-only">Live</h1>
      <div role="search" aria-label="Live logs" className="flex items-start gap-2 px-3 py-2 max-sm:flex-wrap">
        <div className="flex min-w-0 flex-1 items-start rounded-md bg-surface shadow-[inset_0_0_0_1px_var(--field-line)] focus-within:shadow-[inset_0_0_0_1.5px_var(--focus)] max-sm:w-full max-sm:flex-none">
          <QueryInput
            label="Filter"
            placeholder="Filter on the server: words, service:checkout, -debug"
            value={draft}
            onChange={setDraft}
            onRun={run}
            completions={completions}
            mistake={draft === q ? stream.mistake : null}
            inputRef={input}
          />
          <HistoryMenu tenant={tenant} onTake={run} />
          <SyntaxHelp onTry={setDraft} />
        </div>
        <Select
          label="Level"
          value={level}
          options={LEVEL_OPTIONS}
          onChange={(choice) => void setLevel(choice === 'all' ? null : choice)}
          className="w-40 max-sm:flex-1"
        />
        <Button
          variant={paused ? 'primary' : 'plain'}
          onClick={paused ? goOn : pause}
          title="Space"
          className="w-24"
        >
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {paused ? 'Go on' : 'Pause'}
        </Button>
      </div>
      <MetricsBar metrics={metrics} />
      <div
        role="toolbar"
        aria-label="Stream"
        className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b px-3 py-1"
      >
        <ConnectionState connection={stream.connection} onRetry={stream.retryNow} />
        <span className="text-2xs text-ink-3 tabular-nums">
          {paused ? 'paused · ' : ''}
          {rate(stream.perSecond)}/s shown · {plural(stream.received, 'log')}
          {stream.dropped > 0 && ` · the oldest ${count(stream.dropped)} left the screen`}
        </span>
        <span className="ml-auto flex items-center gap-2">
          <Switch
            label="Auto-scroll"
            checked={autoScroll}
            onChange={(on) => {
              setAutoScroll(on)
              if (on && paused) goOn()
            }}
          />
          <IconButton size="sm" label="Clear the screen" title="Clear the screen" onClick={stream.clear}>
            <Eraser aria-hidden />
          </IconButton>
          <Button size="sm" variant="ghost" asChild>
            <Link href={explorerLink({ q: filter })}>
              <Compass aria-hidden /> <span className="max-sm:sr-only">In Explorer</span>
            </Link>
          </Button>
        </span>
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1">
          {stream.rows.length === 0 && stream.waiting === 0 ? (
            <Waiting
              connected={stream.connection.state === 'open'}
              onGoOn={paused ? goOn : undefined}
              filtered={filter !== ''}
              onClear={() => {
                run('')
                void setLevel(null)
              }}
            />
          ) : (
            <LiveList
              rows={stream.rows}
              following={autoScroll && !paused}
              waiting={stream.waiting}
              paused={paused}
              opened={opened?.id ?? null}
              rowHeight={preferences.density === 'comfortable' ? 30 : 26}
              narrow={narrow}
              zone={preferences.timezone}
              pattern={pattern}
              onOpen={setOpened}
              onAtEnd={onAtEnd}
              onCatchUp={() => {
                setAutoScroll(true)
                goOn()
              }}
            />
          )}
        </div>
        {panel && roomy && (
          <SidePanel name="live.detail" label="the log" side="right" width={520} least={340} most={1100}>
            {panel}
          </SidePanel>
        )}
      </div>
      {panel && !roomy && (
        <Dialog open onOpenChange={(stay) => !stay && setOpened(null)}>
          <DialogContent title="Log" className="h-[92dvh] [&>div]:p-0 [&>header]:sr-only" kind="side">
            {panel}
          </DialogContent>
        </Dialog>
      )}
    </div>
  )
}
