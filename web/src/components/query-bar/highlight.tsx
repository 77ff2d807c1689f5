import { cn } from '@/lib/cn'

import { tokenize } from './tokens'
import type { Token, TokenKind } from './tokens'

const LOOKS: Partial<Record<TokenKind, string>> = {
  field: 'text-accent-strong',
  colon: 'text-ink-3',
  operator: 'text-sev-notice',
  boolean: 'text-sev-notice',
  sign: 'text-sev-notice',
  number: 'text-sev-info',
  regex: 'text-sev-warning',
  bracket: 'text-ink-3',
}

export interface HighlightProps {
  text: string
  /** Where the mistake is, counted from 0. */
  mistake?: number
}

/** The query in colours, drawn under the transparent text that is typed. */
export function Highlight({ text, mistake }: HighlightProps) {
  return (
    <>
      {tokenize(text).map((token) => (
        <span key={token.start} className={LOOKS[token.kind]}>
          {mistake === undefined ? token.text : pointed(token, mistake)}
        </span>
      ))}
      {/* Past the end there is no letter to underline. */}
      <span className={cn(mistake !== undefined && mistake >= text.length && WRONG)}>{'\u200b '}</span>
    </>
  )
}

const WRONG =
  'underline decoration-sev-error decoration-wavy decoration-[1.5px] underline-offset-3 bg-wash-error'

function pointed({ start, end, text }: Token, mistake: number) {
  if (mistake < start || mistake >= end) return text
  const at = mistake - start
  return (
    <>
      {text.slice(0, at)}
      <span className={WRONG}>{text.slice(at)}</span>
    </>
  )
}
