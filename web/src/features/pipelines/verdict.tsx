import { plural } from '@/lib/number'

import type { Problem } from './model'

export interface VerdictProps {
  problems: Problem[]
  warnings: Problem[]
  failing: Error | null
}

/** The bottom line: can it run, and if not, why. */
export function Verdict({ problems, warnings, failing }: VerdictProps) {
  const first = problems[0] ?? warnings[0]
  const where =
    first && `${first.part === 'condition' ? 'condition' : `line ${first.line}`}: ${first.message}`
  return (
    <p role="status" className="min-h-8 border-t px-4 py-1.5 text-xs text-ink-3">
      {failing ? (
        <span className="text-sev-error">{failing.message}</span>
      ) : problems.length > 0 ? (
        <span className="text-sev-error">
          {plural(problems.length, 'mistake')} · {where}
          {first?.hint && ` (${first.hint})`}
        </span>
      ) : warnings.length > 0 ? (
        <span className="text-sev-warning">
          It can run. {plural(warnings.length, 'warning')} · {where}
        </span>
      ) : (
        'It can run.'
      )}
    </p>
  )
}
