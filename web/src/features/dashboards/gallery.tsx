'use client'

import { Plus } from 'lucide-react'

import type { PanelSpec } from '@/components/panels'
import { QueryState } from '@/components/query-state'
import { Skeleton } from '@/components/ui'
import { plural } from '@/lib/number'

import { KIND_WORDS } from './editor/kind-picker'
import { bottom } from './grid/layout'
import type { Template } from './model'
import { usePlace } from './place'
import { useDashboardActions, useTemplates } from './queries'

/** Dashboards to begin with, each as its panels lie. */
export function Gallery() {
  const templates = useTemplates(true)
  return (
    <QueryState query={templates} waiting={<Waiting />}>
      {(found) => (
        <ul className="grid gap-3 py-1 sm:grid-cols-2">
          {found.map((template) => (
            <Card key={template.key} template={template} />
          ))}
        </ul>
      )}
    </QueryState>
  )
}

function Card({ template }: { template: Template }) {
  const [, go] = usePlace()
  const { fromTemplate } = useDashboardActions()
  const { panels } = template.dashboard
  return (
    <li>
      <button
        type="button"
        disabled={fromTemplate.isPending}
        onClick={() => fromTemplate.mutate(template.key, { onSuccess: ({ id }) => void go({ id }) })}
        className="group flex size-full flex-col gap-2 rounded-lg border bg-surface p-3 text-left hover:border-accent-line hover:bg-hover disabled:opacity-50"
      >
        <Plan panels={panels} />
        <span className="flex w-full items-center gap-2">
          <span className="text-sm font-medium">{template.name}</span>
          <span className="text-xs text-ink-3">{plural(panels.length, 'panel')}</span>
          <Plus aria-hidden className="ml-auto size-4 text-ink-3 group-hover:text-accent" />
        </span>
        <span className="text-xs text-ink-3">{template.description}</span>
      </button>
    </li>
  )
}

/** How the panels lie, small. */
function Plan({ panels }: { panels: readonly PanelSpec[] }) {
  const rows = Math.max(1, bottom(panels))
  return (
    <span aria-hidden className="relative block h-32 w-full overflow-hidden rounded-md bg-sunken">
      {panels.map(({ id, kind, layout: { x, y, w, h } }) => {
        const Icon = KIND_WORDS[kind].icon
        return (
          <span
            key={id}
            className="absolute p-0.5"
            style={{
              left: `${(100 * x) / 12}%`,
              width: `${(100 * w) / 12}%`,
              top: `${(100 * y) / rows}%`,
              height: `${(100 * h) / rows}%`,
            }}
          >
            <span className="flex size-full items-center justify-center rounded-sm border bg-surface text-ink-3">
              <Icon className="size-3.5 max-h-full" />
            </span>
          </span>
        )
      })}
    </span>
  )
}

const Waiting = () => (
  <div role="status" aria-label="Loading" className="grid gap-3 py-1 sm:grid-cols-2">
    {Array.from({ length: 4 }, (_, at) => (
      <Skeleton key={at} className="h-52 rounded-lg" />
    ))}
  </div>
)
