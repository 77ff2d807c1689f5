'use client'

import { History } from 'lucide-react'
import { useState } from 'react'

import {
  IconButton, Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger,
} from '@/components/ui' // prettier-ignore
import { timeAgo } from '@/lib/time'

import { useHistory, useSearchActions } from './queries'

/** One's own queries, from every browser. */
export function SearchHistory({ onTake }: { onTake: (q: string) => void }) {
  const [open, setOpen] = useState(false)
  const history = useHistory(open)
  const { forget } = useSearchActions()
  const found = history.data?.results ?? []
  return (
    <Menu open={open} onOpenChange={setOpen}>
      <MenuTrigger asChild>
        <IconButton label="Queries run before" title="Queries run before">
          <History aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end" className="max-h-96 w-[28rem] max-w-[calc(100vw-16px)]">
        {history.isPending && <MenuLabel>Looking…</MenuLabel>}
        {history.error && <MenuLabel>{history.error.message}</MenuLabel>}
        {history.data && found.length === 0 && <MenuLabel>No query was run here yet.</MenuLabel>}
        {found.map(({ id, q, at }) => (
          <MenuItem key={id} onSelect={() => onTake(q)} title={q}>
            <span className="flex items-baseline gap-3">
              <span className="min-w-0 flex-1 truncate font-mono text-xs">{q || 'all logs'}</span>
              <span className="shrink-0 text-2xs text-ink-3">{timeAgo(Date.parse(at))}</span>
            </span>
          </MenuItem>
        ))}
        {found.length > 0 && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => forget.mutate()}>Forget these</MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  )
}
