'use client'

import { ArrowDown, ArrowUp, GripVertical, MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { DragEvent } from 'react'

import { Panel } from '@/components/panel'
import {
  Badge,
  Button,
  Dialog,
  DialogContent,
  IconButton,
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
  Switch,
} from '@/components/ui'
import { cn } from '@/lib/cn'
import { plural, rate } from '@/lib/number'
import { timeAgo } from '@/lib/time'

import { Filters, Trouble } from './filters'
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
  const [dragged, setDragged] = useState<number | null>(null)
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
              drag={{
                on: dragged === place,
                begin: () => setDragged(place),
                end: () => setDragged(null),
                drop: () => dragged !== null && dragged !== place && move(dragged, place),
                waiting: dragged !== null,
              }}
            />
          ))}
          <li className="flex flex-wrap items-baseline gap-x-3 px-4 py-3">
            <span className="text-sm text-ink-2">default</span>
            <span className="text-xs text-ink-3">
              always there, always last: recognises what your pipelines left
            </span>
          </li>
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
  drag: {
    on: boolean
    /** Some row is under way, and this one may take it. */
    waiting: boolean
    begin: () => void
    end: () => void
    drop: () => void
  }
}

function Row({ pipeline, ratesOf, mayEdit, up, down, drag }: RowProps) {
  const [, go] = usePlace()
  const { change } = usePipelineActions()
  const [removing, setRemoving] = useState(false)
  const { version, counts } = pipeline
  const first = counts?.filters[0]
  return (
    <li
      aria-label={pipeline.name}
      onDragOver={(event: DragEvent) => drag.waiting && event.preventDefault()}
      onDrop={drag.drop}
      className={cn('flex flex-col gap-2 px-4 py-3', drag.on && 'opacity-50')}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {mayEdit && (
          <span
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/plain', pipeline.name)
              drag.begin()
            }}
            onDragEnd={drag.end}
            title="Drag to another place"
            className="-ml-1.5 cursor-grab text-ink-faint hover:text-ink-3 max-sm:hidden"
          >
            <GripVertical aria-hidden className="size-4" />
          </span>
        )}
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
                  <MenuItem danger onSelect={() => setRemoving(true)}>
                    Remove…
                  </MenuItem>
                </MenuContent>
              </Menu>
            </span>
          </>
        )}
      </div>
      {counts?.problem && <Trouble>{counts.problem}</Trouble>}
      {counts && counts.filters.length > 0 && <Filters filters={counts.filters} ratesOf={ratesOf} />}
      {removing && <Removing pipeline={pipeline} close={() => setRemoving(false)} />}
    </li>
  )
}

function Removing({ pipeline, close }: { pipeline: Pipeline; close: () => void }) {
  const { drop } = usePipelineActions()
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title={`Remove ${pipeline.name}?`}
        description="Its versions go with it, and this cannot be undone. The logs that it made stay as they are."
      >
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={close} autoFocus>
            Keep it
          </Button>
          <Button
            variant="danger"
            busy={drop.isPending}
            onClick={() => drop.mutate(pipeline.id, { onSettled: close })}
          >
            Remove it
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
