'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { loadPanel, type Asking } from './loader'
import type { PanelSpec } from './model'

/** What of a panel its answer depends on: its colours and its place do not matter. */
const matters = ({
  title,
  kind,
  series,
  groups,
  over,
  step,
  limit,
  columns,
  order,
  markdown,
}: PanelSpec) => ({
  title: title.includes('$') ? title : '',
  kind,
  series,
  groups,
  over,
  step,
  limit,
  columns,
  order,
  markdown,
})

/** A panel's numbers. Those of before stay on screen until the new ones are there. */
export const usePanel = (tenant: string, panel: PanelSpec, asking: Asking, enabled = true) =>
  useQuery({
    queryKey: ['panel', tenant, matters(panel), asking],
    queryFn: () => loadPanel(tenant, panel, asking),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  })
