'use client'

import { ArrowDown, ArrowUp, MoreHorizontal, TriangleAlert } from 'lucide-react'

import { Panel } from '@/components/panel'
import { Badge, IconButton, Menu, MenuContent, MenuItem, MenuTrigger, Switch } from '@/components/ui'
import { count, plural, rate } from '@/lib/number'
import { timeAgo } from '@/lib/time'

import { usePlace } from './place'
import type { FilterCount, Pipeline } from './model'
import { usePipelineActions, usePipelines } from './queries'
import { Reparses } from './reparse/list'
import { useRates } from './use-rates'
import type { Rates } from './use-rates'

export interface PipelineListProps {
  pipelines: Pipeline[]
  mayEdit: boolean
}

/** The pipelines in the order in which lines go through them. */
export function PipelineList({ pipelines, mayEdit }: PipelineListProps) {
  const { dataUpdatedAt } = usePipelines()
  const ratesOf = useRates(pipelines, dataUpdatedAt)
  const { order } = usePipelineActions()
  const move = (from: number, to: number) => {
    const ids = pipelines.map(({ id }) => id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    order.mutate(ids)
  }
  return (
    <>
      <Panel title="In the order in which they run" tools={plural(pipelines.length, 'pipeline')}>
        <ol className="divide-y">
          {pipelines.map((pipeline, place) => (
            <Row
              key={pipeline.id}
              pipeline={pipeline}
              ratesOf={(filter) => ratesOf(pipeline, filter)}
              mayEdit={mayEdit}
              up={place > 0 ? () => move(place, place - 1) : undefined}
              down={place < pipelines.length - 1 ? () => move(place, place + 1) : undefined}
            />
          ))}
        </ol>
      </Panel>
      <Reparses />
    </>
  )
}

interface RowProps {
  pipeline: Pipeline
  ratesOf: (filter: FilterCount) => Rates
  mayEdit: boolean
  up?: () => void
  down?: () => void
}

function Row({ pipeline, ratesOf, mayEdit, up, down }: RowProps) {
  const [, go] = usePlace()
  const { change, drop } = usePipelineActions()
  const { version, counts } = pipeline
  const first = counts?.filters[0]
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-2">
            <button
              type="button"
              onClick={() => void go({ id: pipeline.id })}
              className="truncate rounded-sm text-sm font-medium text-ink hover:text-accent hover:underline"
            >
              {pipeline.name}
            </button>
            <Badge>version {version.number}</Badge>
            {!pipeline.enabled && <Badge>off</Badge>}
          </p>
          <p className="truncate text-xs text-ink-3">
            {version.note && `${version.note} · `}
            {version.created_by ?? 'somebody'}, {timeAgo(Date.parse(version.created_at))}
            {version.inputs.length > 0 && ` · only ${version.inputs.join(', ')}`}
            {version.keys.length > 0 && ` · ${plural(version.keys.length, 'key')}`}
            {version.condition && (
              <>
                {' · if '}
                <code>{version.condition}</code>
              </>
            )}
          </p>
        </div>
        <span className="text-xs text-ink-3 tabular-nums">
          {first ? `${rate(ratesOf(first).perSecond)}/s` : pipeline.enabled ? 'nothing yet' : ''}
        </span>
        {mayEdit && (
          <>
            <Switch
              label={<span className="sr-only">{pipeline.name} runs</span>}
              checked={pipeline.enabled}
              onChange={(enabled) => change.mutate({ id: pipeline.id, enabled })}
            />
            <span className="flex">
              <IconButton label={`Run ${pipeline.name} earlier`} size="sm" onClick={up} disabled={!up}>
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton label={`Run ${pipeline.name} later`} size="sm" onClick={down} disabled={!down}>
                <ArrowDown aria-hidden />
              </IconButton>
              <Menu>
                <MenuTrigger asChild>
                  <IconButton label={`More for ${pipeline.name}`} size="sm">
                    <MoreHorizontal aria-hidden />
                  </IconButton>
                </MenuTrigger>
                <MenuContent align="end">
                  <MenuItem onSelect={() => void go({ id: pipeline.id })}>Open</MenuItem>
                  <MenuItem onSelect={() => drop.mutate(pipeline.id)}>
                    Remove it (what it made stays)
                  </MenuItem>
                </MenuContent>
              </Menu>
            </span>
          </>
        )}
      </div>
      {counts?.problem && <Trouble>{counts.problem}</Trouble>}
      {counts && counts.filters.length > 0 && <Filters filters={counts.filters} ratesOf={ratesOf} />}
    </li>
  )
}

function Trouble({ children }: { children: string }) {
  return (
    <p className="flex items-start gap-1.5 text-xs text-sev-error">
      <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      {children}
    </p>
  )
}

function Filters({ filters, ratesOf }: { filters: FilterCount[]; ratesOf: RowProps['ratesOf'] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[34rem] text-xs tabular-nums">
        <thead className="text-left text-ink-3">
          <tr>
            <th className="py-0.5 font-normal">Filter</th>
            <th className="py-0.5 text-right font-normal">Logs/s</th>
            <th className="py-0.5 text-right font-normal">µs a log</th>
            <th className="py-0.5 text-right font-normal">Logs</th>
            <th className="py-0.5 text-right font-normal">No match</th>
            <th className="py-0.5 text-right font-normal">Failed</th>
          </tr>
        </thead>
        <tbody className="text-ink-2">
          {filters.map((filter) => {
            const { perSecond, microseconds } = ratesOf(filter)
            const failed = filter.failures + filter.timeouts
            return (
              <tr key={filter.id}>
                <td className="py-0.5">
                  <code className="text-ink">{filter.name}</code>{' '}
                  <span className="text-ink-3">line {filter.line}</span>
                </td>
                <td className="py-0.5 text-right">{rate(perSecond)}</td>
                <td className="py-0.5 text-right">{rate(microseconds)}</td>
                <td className="py-0.5 text-right">{count(filter.events)}</td>
                <td className="py-0.5 text-right">{count(filter.unsuccessful)}</td>
                <td
                  className={failed > 0 ? 'py-0.5 text-right text-sev-error' : 'py-0.5 text-right'}
                  title={filter.last_failure || undefined}
                >
                  {count(failed)}
                  {filter.timeouts > 0 && ' (too slow)'}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {filters
        .filter((filter) => filter.last_failure)
        .map((filter) => (
          <Trouble key={filter.id}>{filter.last_failure}</Trouble>
        ))}
    </div>
  )
}
