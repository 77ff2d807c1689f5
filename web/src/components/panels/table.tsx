'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useState } from 'react'

import { cn } from '@/lib/cn'
import { count } from '@/lib/number'

import { MarkLink } from './mark-link'
import { keyText, linkOf, unitOf, type AnswerRow, type DrawProps } from './model'
import { pressed, sorted, type Sorting } from './sorting'
import { TONE, toneOf } from './tones'
import { exact } from './units'

const CELL = 'h-7 px-2.5 text-xs whitespace-nowrap'

/** Groups as rows, numbers as columns, all of them together below. */
export function Table(props: DrawProps) {
  const { panel, answer } = props
  const groups = panel.groups.length
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const rows = useMemo(
    () => (sorting ? sorted(answer.rows ?? [], sorting, groups) : (answer.rows ?? [])),
    [answer.rows, sorting, groups],
  )
  const heads = [...panel.groups, ...(answer.columns ?? [])]
  return (
    // A table that is longer than its panel is scrolled with the keys too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="size-full overflow-auto" tabIndex={0} role="group" aria-label={`${answer.title}: table`}>
      <table className="w-full border-separate border-spacing-0">
        <thead className="sticky top-0 z-10 bg-surface">
          <tr>
            {heads.map((name, column) => (
              <Head
                key={column}
                name={name}
                number={column >= groups}
                way={sorting?.column === column ? (sorting.down ? 'descending' : 'ascending') : undefined}
                onPress={() => setSorting((now) => pressed(now, column, groups))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={JSON.stringify(row.keys)} row={row} props={props} />
          ))}
        </tbody>
        {answer.total && (
          <tfoot className="sticky bottom-0 bg-surface">
            <tr>
              {groups > 0 && (
                <th
                  scope="row"
                  colSpan={groups}
                  className={cn(CELL, 'border-t text-left font-medium text-ink-2')}
                >
                  {(answer.groups ?? 0) > rows.length ? `All ${count(answer.groups ?? 0)} groups` : 'All'}
                </th>
              )}
              {answer.total.map((number, at) => (
                <td key={at} className={cn(CELL, 'border-t text-right font-medium')}>
                  {exact(number, unitOf(panel, at))}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

interface HeadProps {
  name: string
  number: boolean
  way?: 'ascending' | 'descending'
  onPress: () => void
}

function Head({ name, number, way, onPress }: HeadProps) {
  const Arrow = way === 'descending' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={way}
      className={cn('border-b p-0 font-normal', number ? 'text-right' : 'text-left')}
    >
      <button
        type="button"
        onClick={onPress}
        className="inline-flex h-7 items-center gap-1 px-2.5 text-2xs text-ink-3 hover:text-ink focus-visible:-outline-offset-2"
      >
        {way && number && <Arrow aria-hidden className="size-3" />}
        {name}
        {way && !number && <Arrow aria-hidden className="size-3" />}
      </button>
    </th>
  )
}

function Row({ row, props }: { row: AnswerRow; props: DrawProps }) {
  const { panel } = props
  return (
    <tr className="hover:bg-hover">
      {row.keys.map((key, at) => (
        <td key={at} className={cn(CELL, 'max-w-80 truncate border-b text-ink')} title={keyText(key)}>
          <MarkLink href={linkOf(props, row.qs?.[0])} className="rounded-sm hover:underline">
            {keyText(key)}
          </MarkLink>
        </td>
      ))}
      {row.numbers.map((number, at) => {
        const tone = toneOf(number, panel)
        return (
          <td key={at} className={cn(CELL, 'border-b text-right')}>
            <MarkLink
              href={linkOf(props, row.qs?.[at])}
              className={cn('rounded-sm hover:underline', tone ? TONE[tone].text : 'text-ink')}
            >
              {exact(number, unitOf(panel, at))}
            </MarkLink>
          </td>
        )
      })}
    </tr>
  )
}
