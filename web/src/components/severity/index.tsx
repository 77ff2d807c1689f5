import { LEVELS, type Level } from '@/lib/model'
import { cn } from '@/lib/cn'

/** What a log without a level counts as, in colours and legends. */
export type Severity = Level | 'none'

/** From the calm to the alarming; charts stack in this order. */
export const SEVERITIES: readonly Severity[] = ['none', ...LEVELS]

export const asSeverity = (level: string | null | undefined): Severity =>
  (LEVELS as readonly string[]).includes(level ?? '') ? (level as Level) : 'none'

interface Token {
  /** One letter, so that hue is never needed. */
  letter: string
  word: string
  text: string
  /** CSS colour for bars and areas. */
  bar: string
  wash: string
}

export const severity: Record<Severity, Token> = {
  none: { letter: '–', word: 'no level', text: 'text-sev-none', bar: 'var(--bar-none)', wash: '' },
  trace: { letter: 'T', word: 'trace', text: 'text-sev-trace', bar: 'var(--bar-trace)', wash: '' },
  debug: { letter: 'D', word: 'debug', text: 'text-sev-debug', bar: 'var(--bar-debug)', wash: '' },
  info: { letter: 'I', word: 'info', text: 'text-sev-info', bar: 'var(--bar-info)', wash: '' },
  notice: { letter: 'N', word: 'notice', text: 'text-sev-notice', bar: 'var(--bar-notice)', wash: '' },
  warning: {
    letter: 'W',
    word: 'warning',
    text: 'text-sev-warning',
    bar: 'var(--bar-warning)',
    wash: 'bg-wash-warning',
  },
  error: {
    letter: 'E',
    word: 'error',
    text: 'text-sev-error',
    bar: 'var(--bar-error)',
    wash: 'bg-wash-error',
  },
  critical: {
    letter: 'C',
    word: 'critical',
    text: 'text-sev-critical',
    bar: 'var(--bar-critical)',
    wash: 'bg-wash-critical',
  },
}

/** A shape of its own for each level: the louder, the more corners and the fuller. */
export function SeverityMark({ level, className }: { level: string | null | undefined; className?: string }) {
  const of = asSeverity(level)
  return (
    <svg viewBox="0 0 10 10" aria-hidden className={cn('size-2.5 shrink-0', severity[of].text, className)}>
      {marks[of]}
    </svg>
  )
}

const marks: Record<Severity, React.ReactNode> = {
  none: <path d="M2 5h6" stroke="currentColor" strokeWidth="1.2" />,
  trace: <circle cx="5" cy="5" r="1.4" fill="currentColor" />,
  debug: <circle cx="5" cy="5" r="2.6" fill="none" stroke="currentColor" strokeWidth="1.2" />,
  info: <circle cx="5" cy="5" r="3.1" fill="currentColor" />,
  notice: <path d="M5 1 9 5 5 9 1 5Z" fill="none" stroke="currentColor" strokeWidth="1.2" />,
  warning: <path d="M5 1 9.6 9H.4Z" fill="currentColor" />,
  error: <path d="M1.2 1.2h7.6v7.6H1.2Z" fill="currentColor" />,
  critical: <path d="M3 0h4l3 3v4l-3 3H3L0 7V3Z" fill="currentColor" />,
}

export interface LevelBadgeProps {
  level: string | null | undefined
  /** "letter" for dense rows: the mark and one letter. */
  kind?: 'word' | 'letter'
  className?: string
}

export function LevelBadge({ level, kind = 'word', className }: LevelBadgeProps) {
  const of = asSeverity(level)
  const { letter, word, text } = severity[of]
  return (
    <span
      title={kind === 'letter' ? word : undefined}
      className={cn('inline-flex items-center gap-1.5 font-mono text-2xs font-medium', text, className)}
    >
      <SeverityMark level={of} />
      {kind === 'word' ? (
        word
      ) : (
        <>
          <span aria-hidden>{letter}</span>
          <span className="sr-only">{word}</span>
        </>
      )}
    </span>
  )
}
