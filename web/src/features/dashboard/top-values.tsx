'use client'

import { BarList } from '@/components/charts'
import { Panel } from '@/components/panel'
import { Empty } from '@/components/query-state'
import { explorerLink, queryValue } from '@/lib/links'

import type { Answer } from './answer'
import { WaitingList } from './waiting-list'

const SHOWN = 7

export interface TopValuesProps {
  title: string
  field: 'service' | 'source'
  answer?: Answer
}

export function TopValues({ title, field, answer }: TopValuesProps) {
  return <Panel title={title}>{answer ? <List field={field} {...answer} /> : <WaitingList />}</Panel>
}

function List({ field, data, span }: Answer & { field: TopValuesProps['field'] }) {
  const values = field === 'service' ? data.top_services : data.top_sources
  if (values.length === 0) return <Empty>No log in this time has a {field}.</Empty>
  const items = values.slice(0, SHOWN).map(({ value, count }) => ({
    key: String(value),
    label: <span className="font-mono">{String(value)}</span>,
    title: String(value),
    value: count,
    href: explorerLink({ q: `${field}:${queryValue(value)}`, ...span }),
  }))
  return (
    <div className="px-3 py-2">
      <BarList label={`Logs by ${field}`} items={items} total={data.total} />
    </div>
  )
}
