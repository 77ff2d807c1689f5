import { SeverityMark } from '@/components/severity'
import { cn } from '@/lib/cn'

import type { AlertSeverity, RuleState } from './model'
import { SEVERITY_WORDS, STATE_WORDS } from './words'

const TEXT: Record<AlertSeverity, string> = {
  critical: 'text-sev-critical',
  error: 'text-sev-error',
  warning: 'text-sev-warning',
  info: 'text-sev-info',
}

export function SeverityWord({ severity, className }: { severity: AlertSeverity; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 text-xs', TEXT[severity], className)}>
      <SeverityMark level={severity} />
      {SEVERITY_WORDS[severity]}
    </span>
  )
}

const LOOK: Record<RuleState | 'resolved' | 'acknowledged', string> = {
  new: 'text-ink-3 shadow-[inset_0_0_0_1px_var(--line)]',
  inactive: 'text-ink-2 shadow-[inset_0_0_0_1px_var(--line)]',
  pending: 'bg-wash-warning text-sev-warning',
  firing: 'bg-wash-error text-sev-error',
  error: 'text-sev-error shadow-[inset_0_0_0_1px_var(--sev-error)]',
  acknowledged: 'bg-accent-wash text-accent-strong',
  resolved: 'text-ink-2 shadow-[inset_0_0_0_1px_var(--line)]',
}

/** A state, in one word. */
export function StateMark({ state, children }: { state: keyof typeof LOOK; children?: string }) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center rounded-sm px-1.5 text-2xs font-medium whitespace-nowrap',
        LOOK[state],
      )}
    >
      {children ?? (state in STATE_WORDS ? STATE_WORDS[state as RuleState] : state)}
    </span>
  )
}
