'use client'

import { useQuery, keepPreviousData } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'

import { Logo } from '@/components/logo'
import { PanelFace, PanelFrame, type Answer, titleOf } from '@/components/panels'
import { Failing } from '@/components/query-state'
import { IconButton } from '@/components/ui'
import { ApiError, get } from '@/lib/api'
import { rangeLabel, spanLabel } from '@/lib/time'

import { Grid } from './grid/grid'
import { GridSkeleton } from './grid-skeleton'
import type { Draft } from './model'
import { useNow } from './use-asking'

/** As somebody with the link sees it: no queries, nothing to change. */
type Seen = Pick<Draft, 'name' | 'description' | 'panels' | 'range' | 'refresh'> & { expires_at?: string }

interface Data {
  results: Answer[]
}

/** A dashboard for whoever has its link. Without an account, and without a way to any log that is not on it. */
export function SharedDashboard() {
  const [token] = useQueryState('token', parseAsString.withDefault(''))
  const at = `/shared/${encodeURIComponent(token)}/`
  const dashboard = useQuery({
    queryKey: ['shared', token],
    queryFn: ({ signal }) => get<Seen>(at, undefined, signal),
    enabled: token !== '',
    staleTime: Infinity,
  })
  const [now, again] = useNow(dashboard.data ? Math.max(0, dashboard.data.refresh) : 0)
  const data = useQuery({
    queryKey: ['shared', token, 'data', now],
    queryFn: ({ signal }) => get<Data>(`${at}data/`, undefined, signal),
    enabled: dashboard.data !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  })
  const first = data.data?.results[0]
  if (token === '' || (dashboard.error && !dashboard.data)) {
    return (
      <Page title="Shared dashboard">
        <Failing error={token === '' ? NO_TOKEN : gone(dashboard.error)} className="py-24" />
      </Page>
    )
  }
  if (!dashboard.data) {
    return (
      <Page title="">
        <GridSkeleton />
      </Page>
    )
  }
  const { name, description, panels, range } = dashboard.data
  return (
    <Page
      title={name}
      about={
        first
          ? `${rangeLabel(range, 'local')} · ${spanLabel({ start: Date.parse(first.from), end: Date.parse(first.to) }, 'local')}`
          : description
      }
      tools={
        <IconButton label="Refresh now" onClick={again}>
          <RotateCw aria-hidden />
        </IconButton>
      }
    >
      <div className="p-3 sm:p-4">
        <Grid items={panels} nameOf={({ title }) => title}>
          {(panel) => {
            const answer = data.data?.results.find(({ id }) => id === panel.id)
            return (
              <PanelFrame title={titleOf(panel, answer)}>
                <PanelFace
                  panel={{ ...panel, series: panel.series ?? [], groups: panel.groups ?? [] }}
                  answer={answer}
                  error={data.error}
                  fetching={data.isFetching}
                  retry={() => void data.refetch()}
                  zone="local"
                />
              </PanelFrame>
            )
          }}
        </Grid>
      </div>
    </Page>
  )
}

const NO_TOKEN = new Error('This address is not complete: the part after “token=” is missing.')

function gone(problem: unknown): unknown {
  if (!(problem instanceof ApiError) || problem.status === 0 || problem.status >= 500) return problem
  return new Error('This link does not work any more. It expired, or it was taken back.')
}

interface PageProps {
  title: string
  about?: string
  tools?: React.ReactNode
  children: React.ReactNode
}

const Page = ({ title, about, tools, children }: PageProps) => (
  <div className="flex min-h-dvh flex-col">
    <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b bg-surface px-4 py-1.5">
      <Logo />
      <h1 className="min-w-0 truncate text-sm font-semibold">
        {title || <span className="sr-only">Loading</span>}
      </h1>
      <span className="min-w-0 truncate text-xs text-ink-3">{about}</span>
      <div className="ml-auto">{tools}</div>
    </header>
    <main className="min-h-0 flex-1">{children}</main>
  </div>
)
