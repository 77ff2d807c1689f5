'use client'

import { RotateCw } from 'lucide-react'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useMemo } from 'react'

import { GettingStarted } from '@/components/getting-started'
import { PageHeader } from '@/components/page-header'
import { Failing } from '@/components/query-state'
import { IconButton, Select, Tooltip } from '@/components/ui'
import { useSetup, useTenant } from '@/features/session'

import { HealthPanel } from './health-panel'
import { Kpis } from './kpis'
import { Levels } from './levels'
import { useNow, useStatistics } from './queries'
import { RANGES, REFRESHES, spanOf } from './range'
import { Recent } from './recent'
import { TopValues } from './top-values'
import { Volume } from './volume'

/** The state of things at a glance. Every number leads to the logs behind it. */
export function Dashboard() {
  const tenant = useTenant()
  const [range, setRange] = useQueryState(
    'range',
    parseAsStringLiteral(RANGES.map(({ value }) => value)).withDefault('24h'),
  )
  const [refresh, setRefresh] = useQueryState(
    'refresh',
    parseAsStringLiteral(REFRESHES.map(({ value }) => value)).withDefault('10'),
  )
  const [now, refreshNow] = useNow(Number(refresh))
  const span = useMemo(() => spanOf(range, now), [range, now])
  const statistics = useStatistics(tenant, span)
  const setup = useSetup()

  const virgin = statistics.data?.data.usage.events === 0 && statistics.data.data.total === 0
  return (
    <>
      <PageHeader title="Dashboard">
        <Select
          label="Time range"
          size="sm"
          value={range}
          options={RANGES}
          onChange={(next) => void setRange(next)}
        />
        <Select
          label="Refresh"
          size="sm"
          value={refresh}
          options={REFRESHES}
          onChange={(next) => void setRefresh(next)}
        />
        <Tooltip text="Refresh now">
          <IconButton label="Refresh now" size="sm" onClick={refreshNow}>
            <RotateCw aria-hidden />
          </IconButton>
        </Tooltip>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        {virgin && setup.data ? (
          <GettingStarted tenant={tenant} ports={setup.data.ports} onArrived={refreshNow} />
        ) : statistics.error && !statistics.data ? (
          <div className="mx-auto grid max-w-[1800px] gap-3 p-3 sm:p-4">
            <Failing error={statistics.error} retry={() => void statistics.refetch()} className="py-12" />
            <HealthPanel />
          </div>
        ) : (
          <div className="mx-auto grid max-w-[1800px] gap-3 p-3 sm:p-4 lg:grid-cols-3">
            <Kpis answer={statistics.data} range={range} />
            <Volume span={span} range={range} />
            <Levels answer={statistics.data} />
            <TopValues title="Top services" field="service" answer={statistics.data} />
            <TopValues title="Top sources" field="source" answer={statistics.data} />
            <HealthPanel />
            <Recent span={span} />
          </div>
        )}
      </div>
    </>
  )
}
