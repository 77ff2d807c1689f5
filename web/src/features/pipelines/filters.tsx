import { TriangleAlert } from 'lucide-react'

import { count, rate } from '@/lib/number'

import type { FilterCount } from './model'
import type { Rates } from './use-rates'

export function Trouble({ children }: { children: string }) {
  return (
    <p className="flex items-start gap-1.5 text-xs text-sev-error">
      <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      {children}
    </p>
  )
}

export interface FiltersProps {
  filters: FilterCount[]
  ratesOf: (filter: FilterCount) => Rates
}

/** What each filter of a pipeline did, how fast, and what it could not do. */
export function Filters({ filters, ratesOf }: FiltersProps) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[34rem] text-xs tabular-nums">
        <thead className="text-left text-ink-3">
          <tr>
            <th className="py-0.5 font-normal">Filter</th>
            <th className="py-0.5 text-right font-normal">Logs/s</th>
            <th className="py-0.5 text-right font-normal">µs a log</th>
            <th className="py-0.5 text-right font-normal">Logs</th>
            <th className="py-0.5 text-right font-normal">No match</th>
            <th className="py-0.5 text-right font-normal">Failed</th>
          </tr>
        </thead>
        <tbody className="text-ink-2">
          {filters.map((filter) => {
            const { perSecond, microseconds } = ratesOf(filter)
            const failed = filter.failures + filter.timeouts
            return (
              <tr key={filter.id}>
                <td className="py-0.5">
                  <code className="text-ink">{filter.name}</code>{' '}
                  <span className="text-ink-3">line {filter.line}</span>
                </td>
                <td className="py-0.5 text-right">{rate(perSecond)}</td>
                <td className="py-0.5 text-right">{rate(microseconds)}</td>
                <td className="py-0.5 text-right">{count(filter.events)}</td>
                <td className="py-0.5 text-right">{count(filter.unsuccessful)}</td>
                <td
                  className={failed > 0 ? 'py-0.5 text-right text-sev-error' : 'py-0.5 text-right'}
                  title={filter.last_failure || undefined}
                >
                  {count(failed)}
                  {filter.timeouts > 0 && ' (too slow)'}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {filters
        .filter((filter) => filter.last_failure)
        .map((filter) => (
          <Trouble key={filter.id}>{filter.last_failure}</Trouble>
        ))}
    </div>
  )
}
