'use client'

import { Panel } from '@/components/panel'
import { cn } from '@/lib/cn'
import { count, plural } from '@/lib/number'

import type { ChangeKind, Reparse } from '../model'

const KINDS: { kind: ChangeKind; sign: string; bar: string; ink: string }[] = [
  { kind: 'added', sign: '+', bar: 'bg-accent', ink: 'text-accent-strong' },
  { kind: 'changed', sign: '~', bar: 'bg-(--bar-warning)', ink: 'text-sev-warning' },
  { kind: 'removed', sign: '−', bar: 'bg-(--bar-error)', ink: 'text-sev-error' },
]

/** Field by field: in how many logs it comes, changes and goes. */
export function Fields({ reparse }: { reparse: Reparse }) {
  const total = (name: string) =>
    KINDS.reduce((sum, { kind }) => sum + (reparse.fields[name]?.[kind] ?? 0), 0)
  const names = Object.keys(reparse.fields).sort((one, other) => total(other) - total(one))
  return (
    <Panel title="Field by field" tools={plural(names.length, 'field')}>
      <div className="max-h-96 overflow-auto">
        <table className="w-full text-xs tabular-nums">
          <thead className="sticky top-0 bg-surface text-left text-ink-3">
            <tr>
              <th className="px-4 py-1 font-normal">Field</th>
              {KINDS.map(({ kind, sign }) => (
                <th key={kind} className="px-3 py-1 text-right font-normal whitespace-nowrap max-sm:px-2">
                  {sign} {kind}
                </th>
              ))}
              <th className="w-1/3 px-4 py-1 font-normal max-sm:hidden">
                <span className="sr-only">Share of the logs that change</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {names.map((name) => (
              <tr key={name}>
                <td className="px-4 py-1 font-mono wrap-anywhere">{name}</td>
                {KINDS.map(({ kind, ink }) => {
                  const value = reparse.fields[name]?.[kind] ?? 0
                  return (
                    <td
                      key={kind}
                      className={cn('px-3 py-1 text-right max-sm:px-2', value > 0 ? ink : 'text-ink-3')}
                    >
                      {count(value)}
                    </td>
                  )
                })}
                <td className="px-4 py-1 max-sm:hidden">
                  <span aria-hidden className="flex h-2 overflow-hidden rounded-full bg-active">
                    {KINDS.map(({ kind, bar }) => (
                      <span
                        key={kind}
                        className={bar}
                        style={{
                          width: `${(100 * (reparse.fields[name]?.[kind] ?? 0)) / Math.max(1, reparse.counts.changed)}%`,
                        }}
                      />
                    ))}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
