'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'

import { Button, IconButton, Input } from '@/components/ui'

export interface PairsProps {
  /** What one pair is called: `label`, `annotation`. */
  what: string
  value: Record<string, string> | undefined
  onChange: (value: Record<string, string>) => void
  placeholder: readonly [string, string]
}

/** Names with values. A row without a name is not kept. */
export function Pairs({ what, value, onChange, placeholder }: PairsProps) {
  const [rows, setRows] = useState<[string, string][]>(() => Object.entries(value ?? {}))
  const change = (next: [string, string][]) => {
    setRows(next)
    onChange(Object.fromEntries(next.filter(([name]) => name.trim() !== '')))
  }
  const put = (place: number, name: string, text: string) =>
    change(rows.map((row, at) => (at === place ? [name, text] : row)))
  return (
    <div className="flex flex-col items-start gap-1.5">
      {rows.map(([name, text], place) => (
        <span key={place} className="flex w-full max-w-md items-center gap-1.5">
          <Input
            aria-label={`Name of ${what} ${place + 1}`}
            placeholder={placeholder[0]}
            value={name}
            onChange={(event) => put(place, event.target.value, text)}
            className="w-36 font-mono text-xs"
          />
          <Input
            aria-label={`Value of ${what} ${place + 1}`}
            placeholder={placeholder[1]}
            value={text}
            onChange={(event) => put(place, name, event.target.value)}
            className="min-w-0 flex-1 text-xs"
          />
          <IconButton
            size="sm"
            label={`Remove ${what} ${place + 1}`}
            onClick={() => change(rows.filter((_, at) => at !== place))}
          >
            <X aria-hidden />
          </IconButton>
        </span>
      ))}
      <Button size="sm" variant="ghost" onClick={() => setRows([...rows, ['', '']])}>
        <Plus aria-hidden /> {rows.length === 0 ? `Add a ${what}` : `Another ${what}`}
      </Button>
    </div>
  )
}
