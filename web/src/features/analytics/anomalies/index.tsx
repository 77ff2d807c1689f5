'use client'

import Link from 'next/link'

import { Panel } from '@/components/panel'
import { Empty, QueryState } from '@/components/query-state'
import { Badge, Progress, Select } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { plural } from '@/lib/number'
import { formatTimestamp } from '@/lib/time'

import type { Asked } from '../asked'
import type { Anomalies, Episode } from '../model'
import { usePatterns } from '../patterns/use-patterns'
import { SENSITIVITIES, SERIES } from '../place'
import { useAnomalies } from '../queries'
import type { TabProps } from '../tab'
import { BandChart } from './band-chart'

const HOURS = [6, 12, 24, 72, 168, 336]
const WORDS: Record<(typeof SERIES)[number], string> = {
  'service,level': 'By service and level',
  service: 'By service',
  level: 'By level',
  host: 'By host',
  all: 'All logs together',
  patterns: 'By pattern',
}
/** Patterns that are judged, the most frequent ones. */
const MOST_PATTERNS = 30

/** What was not as usual, each series against its own past at that hour of the week. */
export function AnomaliesTab({ place, go, asked }: TabProps) {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="How far back"
          value={String(place.hours)}
          options={[...new Set([...HOURS, place.hours])].map((hours) => ({
            value: String(hours),
            label: hours < 48 ? `Last ${hours} hours` : `Last ${hours / 24} days`,
          }))}
          onChange={(hours) => void go({ hours: Number(hours) })}
        />
        <Select
          label="Series"
          value={place.of}
          options={SERIES.map((value) => ({ value, label: WORDS[value] }))}
          onChange={(of) => void go({ of })}
        />
        <Select
          label="Sensitivity"
          value={place.sensitivity}
          options={SENSITIVITIES.map((value) => ({
            value,
            label: `${value[0]?.toUpperCase()}${value.slice(1)} sensitivity`,
          }))}
          onChange={(sensitivity) => void go({ sensitivity })}
        />
      </div>
      {place.of === 'patterns' ? (
        <OfPatterns place={place} asked={asked} />
      ) : (
        <Judged place={place} asked={asked} queries={null} />
      )}
    </div>
  )
}

type PartProps = Pick<TabProps, 'place' | 'asked'>

/** First what patterns there are in the time, then each against its own past. */
function OfPatterns({ place, asked }: PartProps) {
  const recent: Asked | undefined = asked && {
    ...asked,
    from: new Date(Date.parse(asked.to) - place.hours * 3_600_000).toISOString(),
  }
  const { found, progress, running } = usePatterns(recent, false)
  if (running || !found)
    return (
      <p className="flex items-center gap-3 text-xs text-ink-3">
        Finding the patterns of this time
        <Progress
          label="Lines looked at"
          done={progress?.lines ?? 0}
          total={progress?.of ?? 0}
          className="w-32"
        />
      </p>
    )
  const queries = [...new Set(found.results.map(({ include }) => include).filter(Boolean))].slice(
    0,
    MOST_PATTERNS,
  )
  return <Judged place={place} asked={asked} queries={queries} />
}

function Judged({ place, asked, queries }: PartProps & { queries: string[] | null }) {
  const anomalies = useAnomalies(asked, place, queries)
  if (queries?.length === 0) return <Empty>No logs match in this time.</Empty>
  return (
    <QueryState query={anomalies} isEmpty={({ series }) => !series} empty="No logs match.">
      {(found) => (
        <div aria-busy={anomalies.isFetching || undefined} className="flex flex-col gap-3">
          <p className="text-xs text-ink-3">{judgedWords(found)}</p>
          {!found.results.length && (
            <Empty title="All as usual">Nothing in this time was out of the ordinary.</Empty>
          )}
          {bySeries(found).map(([name, episodes]) => (
            <SeriesPanel key={name} name={name} episodes={episodes} found={found} />
          ))}
        </div>
      )}
    </QueryState>
  )
}

function judgedWords({ series, groups, learning, step, zone }: Anomalies): string {
  const each = step >= 3600 ? 'hour by hour' : `in steps of ${step / 60} minutes`
  const more = groups > series ? `, the largest of ${groups}` : ''
  const young = learning ? ` Of ${learning} too little is known yet.` : ''
  return `${plural(series, 'series', 'series')} judged ${each}${more}, by clocks of ${zone}.${young}`
}

/** The most unusual series first, each with its anomalies in the order of time. */
function bySeries({ results }: Anomalies): [string, Episode[]][] {
  const found = new Map<string, Episode[]>()
  for (const episode of results) found.set(episode.series, [...(found.get(episode.series) ?? []), episode])
  return [...found].map(([name, episodes]) => [name, episodes.sort((a, b) => a.start.localeCompare(b.start))])
}

function SeriesPanel({ name, episodes, found }: { name: string; episodes: Episode[]; found: Anomalies }) {
  const { timezone } = usePreferences().preferences
  return (
    <Panel title={name} tools={plural(episodes.length, 'anomaly', 'anomalies')}>
      <BandChart
        bands={found.bands[name] ?? []}
        step={found.step}
        zone={timezone}
        linkTo={(from, to) => explorerLink({ q: episodes[0]?.query ?? '', from, to })}
      />
      <ul className="border-t">
        {episodes.map((each) => (
          <li key={each.start}>
            <Link
              href={explorerLink({ q: each.query, from: each.start, to: each.end })}
              className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1 text-xs hover:bg-hover"
            >
              <Badge tone={each.kind === 'high' ? 'error' : 'warning'}>
                {each.kind === 'high' ? 'more' : 'fewer'}
              </Badge>
              <span className="text-ink">{each.reason}</span>
              <span className="ml-auto text-ink-3">
                {formatTimestamp(each.start, timezone).slice(0, 16)} –{' '}
                {formatTimestamp(each.end, timezone).slice(11, 16)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
