'use client'

import { History } from 'lucide-react'
import { useState } from 'react'

import {
  IconButton,
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui'

import { forgetQueries, recallQueries } from './history'

/** The queries that were run before. */
export function HistoryMenu({ tenant, onTake }: { tenant: string; onTake: (query: string) => void }) {
  const [queries, setQueries] = useState<string[]>([])
  return (
    <Menu onOpenChange={(open) => open && setQueries(recallQueries(tenant))}>
      <MenuTrigger asChild>
        <IconButton label="Queries run before" title="Queries run before">
          <History aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end" className="max-h-96 w-96 max-w-[calc(100vw-16px)]">
        {queries.length === 0 && <MenuLabel>No query was run here yet.</MenuLabel>}
        {queries.map((query) => (
          <MenuItem key={query} className="font-mono text-xs" onSelect={() => onTake(query)}>
            {query}
          </MenuItem>
        ))}
        {queries.length > 0 && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => forgetQueries(tenant)}>Forget these</MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  )
}
