'use client'

import { CircleHelp } from 'lucide-react'

import { IconButton, Popover, PopoverContent, PopoverTrigger } from '@/components/ui'

const LINES: [string, string][] = [
  ['payment failed', 'both words, anywhere in the log'],
  ['"payment failed"', 'one after the other'],
  ['pay*', 'words that begin so'],
  ['service:checkout', 'a field is exactly this'],
  ['service:(checkout OR cart)', 'one of these'],
  ['path:/api/*/items', 'a pattern of * and ?'],
  ['status:>=500', 'at least; also >, <, <='],
  ['level:>=warning', 'this severe or more'],
  ['status:[400 TO 499]', 'between, both included'],
  ['client.ip:10.0.0.0/8', 'an address in a network'],
  ['path:/v\\d+/', 'a regular expression'],
  ['trace_id:*', 'the field is there'],
  ['-debug, NOT level:info', 'without'],
  ['a AND (b OR c)', 'together, in brackets'],
]

/** How a query is written, in place; a line can be tried with a click. */
export function SyntaxHelp({ onTry }: { onTry: (query: string) => void }) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label="How to write a query" title="How to write a query">
          <CircleHelp aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-[26rem] p-2" aria-label="How to write a query">
        <ul>
          {LINES.map(([example, meaning]) => (
            <li key={example}>
              <button
                type="button"
                onClick={() => onTry(example.replace(/,.*/, ''))}
                className="grid w-full grid-cols-[1fr_1fr] gap-3 rounded-sm px-2 py-1 text-left text-xs hover:bg-hover"
              >
                <code className="text-ink">{example}</code>
                <span className="text-ink-3">{meaning}</span>
              </button>
            </li>
          ))}
        </ul>
        <p className="px-2 pt-2 text-2xs text-ink-3">
          Case does not matter. Put quotes around text that has spaces, brackets or a colon.
        </p>
      </PopoverContent>
    </Popover>
  )
}
