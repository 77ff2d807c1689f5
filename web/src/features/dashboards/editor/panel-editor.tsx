'use client'

import { useState } from 'react'

import { PageHeader } from '@/components/page-header'
import { PanelFace, PanelFrame, usePanel, type PanelSpec, titleOf } from '@/components/panels'
import { Badge, Button } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { explorerLink } from '@/lib/links'
import { useRecentCompletions } from '@/lib/use-completions'
import { useSettled } from '@/lib/use-settled'

import { FilterRow, RangeControls, type Controls } from '../controls'
import type { Variable } from '../model'
import { KindPicker } from './kind-picker'
import { Looks } from './looks'
import { SeriesForm } from './series-form'
import { asKind } from '../panels'
import { mistakeOf } from './mistake'

export interface PanelEditorProps {
  first: PanelSpec
  isNew: boolean
  variables: Variable[]
  controls: Controls
  onDone: (panel: PanelSpec) => void
  onCancel: () => void
}

/** A panel's question and its looks, with the answer beside them as it will be. */
export function PanelEditor({ first, isNew, variables, controls, onDone, onCancel }: PanelEditorProps) {
  const tenant = useTenant()
  const { timezone } = usePreferences().preferences
  const completions = useRecentCompletions(tenant)
  const [panel, setPanel] = useState(first)
  const set = (part: Partial<PanelSpec>) => setPanel((now) => ({ ...now, ...part }))
  const settled = useSettled(panel, 400)
  const mistake = mistakeOf(settled)
  const asking = controls.asking
  const preview = usePanel(
    tenant,
    settled,
    asking ?? { from: '', to: '' },
    asking !== undefined && mistake === null,
  )
  const changed = JSON.stringify(panel) !== JSON.stringify(first)
  const cancel = () => onCancel()
  return (
    <>
      <PageHeader title={isNew ? 'New panel' : `Panel: ${first.title || 'untitled'}`}>
        {changed && !isNew && <Badge tone="accent">changed</Badge>}
        <RangeControls controls={controls} />
        <Button onClick={cancel}>Cancel</Button>
        <Button variant="primary" disabled={mistakeOf(panel) !== null} onClick={() => onDone(panel)}>
          {isNew ? 'Add it' : 'Take over'}
        </Button>
      </PageHeader>
      <FilterRow controls={controls} variables={variables} />
      <div className="min-h-0 flex-1 overflow-auto lg:grid lg:grid-cols-[minmax(0,1fr)_26rem] lg:overflow-hidden">
        <section
          aria-label="Preview"
          className="bg-sunken p-3 max-lg:sticky max-lg:top-0 max-lg:z-20 max-lg:border-b sm:p-4 lg:overflow-auto"
        >
          <div
            className="mx-auto max-lg:!h-56"
            style={{ height: Math.max(180, panel.layout.h * 40 - 10), maxWidth: `${panel.layout.w * 110}px` }}
          >
            <PanelFrame title={titleOf(panel, preview.data)}>
              {mistake ? (
                <p className="flex size-full items-center justify-center px-4 pb-6 text-center text-xs text-ink-3">
                  {mistake}
                </p>
              ) : (
                <PanelFace
                  panel={settled}
                  answer={preview.data}
                  error={preview.error}
                  fetching={preview.isFetching}
                  retry={() => void preview.refetch()}
                  zone={timezone}
                  linkTo={(q, from, to) => explorerLink({ q, from, to })}
                  onZoom={controls.zoom}
                />
              )}
            </PanelFrame>
          </div>
        </section>
        <section
          aria-label="The panel"
          className="flex min-h-0 flex-col gap-4 bg-surface p-4 lg:overflow-y-auto lg:border-l"
        >
          <KindPicker kind={panel.kind} onChange={(kind) => setPanel((now) => asKind(now, kind))} />
          <SeriesForm
            panel={panel}
            onChange={set}
            completions={completions}
            problem={preview.data?.error ?? null}
          />
          <Looks panel={panel} onChange={set} fields={completions.fields.map(({ name }) => name)} />
        </section>
      </div>
    </>
  )
}
