import { memo, useMemo } from 'react'

/** One expression for all terms, or null when there is nothing to mark. */
export function markPattern(terms: readonly string[]): RegExp | null {
  if (!terms.length) return null
  const longestFirst = [...terms].sort((a, b) => b.length - a.length)
  return new RegExp(
    `(${longestFirst.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`,
    'gi',
  )
}

/** Text with the searched words marked. */
export const Marked = memo(function Marked({ text, pattern }: { text: string; pattern: RegExp | null }) {
  const pieces = useMemo(() => (pattern ? text.split(pattern) : [text]), [text, pattern])
  // The expression has one group, so every second piece is a match.
  return pieces.map((piece, index) => (index % 2 ? <mark key={index}>{piece}</mark> : piece))
})
