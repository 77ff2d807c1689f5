import { bytes, count } from '@/lib/number'

export interface Day {
  day: string
  events: number
  bytes: number
  refused: number
}

/** A bar for each day, and the same as a table for who reads it. */
export function UsageDays({ days }: { days: readonly Day[] }) {
  if (days.length === 0) return <p className="text-sm text-ink-3">Nothing was counted yet.</p>
  const top = Math.max(1, ...days.map((each) => each.bytes))
  return (
    <table aria-label="Usage by day" className="w-full max-w-2xl text-sm">
      <thead className="text-left text-xs text-ink-3">
        <tr className="border-b">
          <th className="py-1 font-normal">Day</th>
          <th className="text-right font-normal">Lines</th>
          <th className="text-right font-normal">Bytes</th>
          <th className="w-1/3" aria-hidden />
          <th className="text-right font-normal">Refused</th>
        </tr>
      </thead>
      <tbody>
        {days.map((each) => (
          <tr key={each.day} className="border-b">
            <td className="py-1">{each.day}</td>
            <td className="text-right">{count(each.events)}</td>
            <td className="text-right">{bytes(each.bytes)}</td>
            <td aria-hidden className="px-3">
              <span
                className="block h-2 rounded-sm bg-accent-wash shadow-[inset_0_0_0_1px_var(--accent-line)]"
                style={{ width: `${Math.max(1, (100 * each.bytes) / top)}%` }}
              />
            </td>
            <td className={`text-right ${each.refused > 0 ? 'text-sev-error' : 'text-ink-3'}`}>
              {count(each.refused)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
