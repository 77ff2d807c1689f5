'use client'

import { BarList } from '@/components/charts'
import { Panel } from '@/components/panel'
import { Empty } from '@/components/query-state'
import { asSeverity, LevelBadge, SEVERITIES, severity } from '@/components/severity'
import { explorerLink } from '@/lib/links'

import type { Answer } from './answer'
import { WaitingList } from './waiting-list'

/** How many logs of each level, the loudest on top. */
export function Levels({ answer }: { answer?: Answer }) {
  return <Panel title="Levels">{answer ? <List {...answer} /> : <WaitingList />}</Panel>
}

function List({ data, span }: Answer) {
  const found = Object.entries(data.by_level)
    .map(([level, value]) => ({ level: asSeverity(level), value }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => SEVERITIES.indexOf(b.level) - SEVERITIES.indexOf(a.level))
  if (found.length === 0) return <Empty>No logs in this time.</Empty>
  const items = found.map(({ level, value }) => ({
    key: level,
    value,
    label: <LevelBadge level={level} />,
    colour: severity[level].bar,
    href: explorerLink({ q: level === 'none' ? '-level:*' : `level:${level}`, ...span }),
  }))
  return (
    <div className="px-3 py-2">
      <BarList label="Logs by level" items={items} total={data.total} />
    </div>
  )
}
