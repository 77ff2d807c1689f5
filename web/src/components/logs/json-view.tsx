import { memo } from 'react'

import { writeJson } from '@/lib/json'

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Beyond this, colours cost more than they tell. */
const MOST_COLOURED = 200_000

/** JSON as a person reads it: keys, texts and numbers told apart. */
export const JsonView = memo(function JsonView({ value }: { value: unknown }) {
  const text = writeJson(value, 2)
  return (
    <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap text-ink-2">
      {text.length > MOST_COLOURED ? text : coloured(text)}
    </pre>
  )
})

function coloured(text: string) {
  const pieces: React.ReactNode[] = []
  let last = 0
  for (const match of text.matchAll(TOKEN)) {
    pieces.push(text.slice(last, match.index))
    const [whole, string, colon, word] = match
    const look = colon
      ? 'text-accent-strong'
      : string
        ? 'text-ink'
        : word
          ? 'text-sev-notice'
          : 'text-sev-info'
    pieces.push(
      <span key={match.index} className={look}>
        {colon ? string : whole}
      </span>,
    )
    if (colon) pieces.push(colon)
    last = match.index + whole.length
  }
  pieces.push(text.slice(last))
  return pieces
}
