'use client'

import Link from 'next/link'

import { keyText } from '@/components/panels'
import { Empty, QueryState } from '@/components/query-state'
import { clauseText, withClause } from '@/components/query-bar'
import { Button } from '@/components/ui'
import { cn } from '@/lib/cn'
import { explorerLink } from '@/lib/links'
import { count, rate } from '@/lib/number'

import type { Asked } from '../asked'
import type { Place } from '../place'
import { saveCsv } from './csv'
import { usePivot, type Pivot } from './use-pivot'

const CELL = 'h-7 border-b px-2.5 text-right text-xs whitespace-nowrap'

/** Two fields crossed: one down, one across, with the totals of both. */
export function PivotTable({
  asked,
  place,
  fields,
}: {
  asked: Asked | undefined
  place: Place
  fields: string[]
}) {
  const pivot = usePivot(asked, place, fields)
  const [down = '', across = ''] = fields
  if (fields.length < 2) return <Empty>A pivot needs two fields: one down, one across.</Empty>
  return (
    <QueryState query={pivot} isEmpty={({ rows }) => !rows.length} empty="No logs match in this time.">
      {(found) => (
        <div aria-busy={pivot.isFetching || undefined}>
          <Crossed found={found} down={down} across={across} asked={asked} />
        </div>
      )}
    </QueryState>
  )
}

interface CrossedProps {
  found: Pivot
  down: string
  across: string
  asked: Asked | undefined
}

type Key = string | null

const clause = (field: string, key: Key) => clauseText({ field, value: key, negated: key === null })

function Crossed({ found, down, across, asked }: CrossedProps) {
  const most = Math.max(1, ...found.rows.flatMap(({ cells }) => cells.map((cell) => cell ?? 0)))
  const link = (...clauses: string[]) =>
    explorerLink({ q: clauses.reduce(withClause, asked?.q ?? ''), from: asked?.from, to: asked?.to })
  const download = () => {
    const head = [`${down} \\ ${across}`, ...found.columns.map(({ key }) => keyText(key)), 'all']
    const rows = found.rows.map(({ key, cells, total }) => [keyText(key), ...cells, total])
    const last = ['all', ...found.columns.map(({ total }) => total), found.all]
    saveCsv(`pivot-${down}-${across}.csv`, [head, ...rows, last])
  }
  return (
    <>
      {/* A table that is wider than the screen is scrolled with the keys too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div role="region" aria-label="Pivot" tabIndex={0} className="overflow-auto">
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr className="text-2xs text-ink-3">
              <th scope="col" className={cn(CELL, 'text-left font-normal')}>
                {down} ╲ {across}
              </th>
              {found.columns.map(({ key }) => (
                <th key={JSON.stringify(key)} scope="col" className={cn(CELL, 'font-normal')}>
                  <Link href={link(clause(across, key))} className="rounded-sm hover:underline">
                    {keyText(key)}
                  </Link>
                </th>
              ))}
              <th scope="col" className={cn(CELL, 'font-medium')}>
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {found.rows.map(({ key, cells, total }) => (
              <tr key={JSON.stringify(key)} className="hover:bg-hover">
                <th scope="row" className={cn(CELL, 'max-w-60 truncate text-left font-normal text-ink')}>
                  <Link href={link(clause(down, key))} className="rounded-sm hover:underline">
                    {keyText(key)}
                  </Link>
                </th>
                {cells.map((cell, at) => (
                  <td
                    key={at}
                    className={CELL}
                    style={{
                      background: cell
                        ? `color-mix(in oklab, var(--accent) ${((22 * cell) / most).toFixed(1)}%, transparent)`
                        : undefined,
                    }}
                  >
                    {cell === null ? (
                      <span className="text-ink-3">–</span>
                    ) : (
                      <Link
                        href={link(clause(down, key), clause(across, found.columns[at]?.key ?? null))}
                        className="rounded-sm text-ink hover:underline"
                      >
                        {number(cell)}
                      </Link>
                    )}
                  </td>
                ))}
                <td className={cn(CELL, 'font-medium text-ink')}>{number(total)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="font-medium text-ink-2">
              <th scope="row" className={cn(CELL, 'text-left font-medium')}>
                All
              </th>
              {found.columns.map(({ key, total }) => (
                <td key={JSON.stringify(key)} className={CELL}>
                  {number(total)}
                </td>
              ))}
              <td className={CELL}>
                <Link href={link()} className="rounded-sm hover:underline">
                  {number(found.all)}
                </Link>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="flex items-center gap-3 px-3 py-2 text-xs text-ink-3">
        {bounds(found)}
        <Button size="sm" className="ml-auto" onClick={download}>
          CSV
        </Button>
      </p>
    </>
  )
}

const number = (value: number | null) =>
  value === null ? '–' : Number.isInteger(value) ? count(value) : rate(value)

function bounds({ rows, columns, rowsInAll, columnsInAll }: Pivot): string {
  const parts = []
  if (rowsInAll > rows.length) parts.push(`${count(rows.length)} of ${count(rowsInAll)} rows`)
  if (columnsInAll > columns.length) parts.push(`${count(columns.length)} of ${count(columnsInAll)} columns`)
  return parts.length ? `The largest ${parts.join(' and ')}; totals are of all.` : ''
}
