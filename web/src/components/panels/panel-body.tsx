'use client'

import type { ComponentType } from 'react'

import { Blocks } from './blocks'
import { GroupBars } from './group-bars'
import { HeatMap } from './heat-map'
import { LogList } from './log-list'
import { isEmpty, linkOf, type DrawProps, type PanelKind } from './model'
import { BigNumber } from './number'
import { OverTime } from './over-time'
import { Pie } from './pie'
import { Table } from './table'
import { Top } from './top'

const DRAWINGS: Record<PanelKind, ComponentType<DrawProps>> = {
  line: OverTime,
  area: OverTime,
  bar: OverTime,
  pie: Pie,
  table: Table,
  number: BigNumber,
  top: Top,
  heatmap: HeatMap,
  logs: LogList,
  text: Text,
}

/** A panel's drawing; fills the room that it is given. */
export function PanelBody(props: DrawProps) {
  const { kind, over } = props.panel
  if (isEmpty(props.answer)) return <Nothing {...props} />
  const Drawing = kind === 'bar' && over === 'groups' ? GroupBars : DRAWINGS[kind]
  return <Drawing {...props} />
}

function Text({ answer }: DrawProps) {
  return (
    <div className="size-full overflow-y-auto px-4 pb-3">
      <Blocks blocks={answer.blocks ?? []} />
    </div>
  )
}

/** It was asked, and there is nothing: that is an answer too. */
function Nothing(props: DrawProps) {
  const { answer } = props
  const link = linkOf(props, answer.q ?? answer.series?.[0]?.q ?? answer.figures?.[0]?.q)
  return (
    <div className="flex size-full flex-col items-center justify-center gap-1 px-4 pb-4 text-center text-xs text-ink-3">
      <p>No logs match in this time.</p>
      {link && (
        <a href={link} className="rounded-sm text-accent hover:underline">
          Look in the Explorer
        </a>
      )}
    </div>
  )
}
