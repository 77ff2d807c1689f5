'use client'

import { Download } from 'lucide-react'

import { Panel } from '@/components/panel'
import { PanelFace, usePanel, type Answer, type PanelSpec } from '@/components/panels'
import { Empty } from '@/components/query-state'
import { Button } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { rangeOf } from '@/lib/time'

import type { Asked } from '../asked'
import type { Chart, Place } from '../place'
import type { TabProps } from '../tab'
import { saveCsv, tableRows } from './csv'
import { ExploreForm } from './form'
import { PivotTable } from './pivot'
import { CHART_WORDS, fieldsOf, measureWords, needsField, panelOf } from './spec'

/** Any number by any fields, drawn in any way, and as a table. */
export function ExploreTab({ place, go, asked }: TabProps) {
  const lacks = needsField(place) && !place.field.trim()
  return (
    <div className="flex flex-col gap-3">
      <ExploreForm place={place} go={go} />
      {lacks ? (
        <Empty title="Which field?">Name the field whose values are to be measured.</Empty>
      ) : place.chart === 'pivot' ? (
        <Panel title={titleOf(place)}>
          <PivotTable asked={asked} place={place} fields={fieldsOf(place)} />
        </Panel>
      ) : (
        <>
          <Drawn
            place={place}
            asked={asked}
            chart={place.chart}
            onZoom={(from, to) => void go(rangeOf(from.getTime(), to.getTime()))}
          />
          {place.chart !== 'table' && place.chart !== 'number' && (
            <Drawn place={place} asked={asked} chart="table" />
          )}
        </>
      )}
    </div>
  )
}

function titleOf(place: Place, chart: Chart = place.chart): string {
  const fields = fieldsOf({ by: place.by, chart })
  const what = place.measure === 'count' ? 'Logs' : measureWords(place)
  return fields.length ? `${what} by ${fields.join(', ')}` : what
}

interface DrawnProps {
  place: Place
  asked: Asked | undefined
  chart: Exclude<Chart, 'pivot'>
  onZoom?: (from: Date, to: Date) => void
}

function Drawn({ place, asked, chart, onZoom }: DrawnProps) {
  const { timezone } = usePreferences().preferences
  const panel = { ...panelOf(place, chart), title: titleOf(place, chart) }
  const asking = { from: asked?.from ?? '', to: asked?.to ?? '' }
  const query = usePanel(useTenant(), panel, asking, asked !== undefined)
  return (
    <Panel
      title={panel.title}
      tools={chart === 'table' ? <Csv panel={panel} answer={query.data} /> : CHART_WORDS[chart]}
    >
      <div className={chart === 'table' ? 'max-h-96 min-h-24 overflow-auto' : 'h-80 p-1'}>
        <PanelFace
          panel={panel}
          answer={query.data}
          error={query.error}
          fetching={query.isFetching}
          retry={() => void query.refetch()}
          zone={timezone}
          linkTo={(q, from, to) => explorerLink({ q, from, to })}
          onZoom={onZoom}
        />
      </div>
    </Panel>
  )
}

function Csv({ panel, answer }: { panel: PanelSpec; answer: Answer | undefined }) {
  if (!answer?.rows) return null
  return (
    <Button size="sm" variant="ghost" onClick={() => saveCsv('logs-by-group.csv', tableRows(panel, answer))}>
      <Download aria-hidden /> CSV
    </Button>
  )
}
