'use client'

import { Bookmark, ChevronDown, Ellipsis, LayoutDashboard, Plus, Star, Users } from 'lucide-react'
import { useState } from 'react'

import { Empty, QueryState } from '@/components/query-state'
import {
  Badge, Button, IconButton, Input, Menu, MenuContent, MenuItem, MenuTrigger, Popover, PopoverContent, PopoverTrigger,
} from '@/components/ui' // prettier-ignore
import { useMay } from '@/features/session'
import { cn } from '@/lib/cn'

import { draftOf, type Current, type Ready, type Search, type SearchDraft } from './model'
import { useSearchActions, useSearches } from './queries'
import { RunDialog } from './run-dialog'
import { SaveDialog } from './save-dialog'

export interface SavedSearchesProps {
  current: Current
  onOpen: (search: Ready) => void
  /** Brings what is on the screen to a dashboard. */
  onDashboard?: () => void
}

/** Searches that were kept: opened, changed, and the one on the screen kept too. */
export function SavedSearches({ current, onOpen, onDashboard }: SavedSearchesProps) {
  const [open, setOpen] = useState(false)
  const [saving, setSaving] = useState<{ id: string | null; draft: SearchDraft } | null>(null)
  const [asking, setAsking] = useState<Search | null>(null)
  const { run } = useSearchActions()
  const mayEdit = useMay('editor')
  const take = (search: Search) => {
    setOpen(false)
    if (search.variables.length) setAsking(search)
    else run.mutate({ id: search.id, variables: {} }, { onSuccess: onOpen })
  }
  const begin = () => {
    setOpen(false)
    setSaving({
      id: null,
      draft: {
        name: '',
        description: '',
        q: current.q,
        columns: current.columns,
        range: null,
        tags: [],
        variables: [],
        shared: 'private',
        favourite: false,
      },
    })
  }
  return (
    <>
      <Popover open={open} onOpenChange={setOpen}>
        <PopoverTrigger asChild>
          <Button size="sm" variant="ghost">
            <Bookmark aria-hidden /> <span className="max-sm:sr-only">Saved</span>
            <ChevronDown aria-hidden className="max-sm:hidden" />
          </Button>
        </PopoverTrigger>
        <PopoverContent align="end" aria-label="Saved searches" className="w-[26rem] p-0">
          {open && (
            <>
              <List
                onTake={take}
                onEdit={(search) => {
                  setOpen(false)
                  setSaving({ id: search.id, draft: draftOf(search) })
                }}
              />
              <div className="sticky bottom-0 flex gap-1 border-t bg-raised p-1.5">
                <Button size="sm" variant="ghost" onClick={begin}>
                  <Plus aria-hidden /> Save this search…
                </Button>
                {onDashboard && mayEdit && (
                  <Button size="sm" variant="ghost" onClick={onDashboard}>
                    <LayoutDashboard aria-hidden /> Add to a dashboard…
                  </Button>
                )}
              </div>
            </>
          )}
        </PopoverContent>
      </Popover>
      {saving && (
        <SaveDialog id={saving.id} first={saving.draft} current={current} close={() => setSaving(null)} />
      )}
      {asking && (
        <RunDialog
          search={asking}
          close={() => setAsking(null)}
          onReady={(ready) => {
            setAsking(null)
            onOpen(ready)
          }}
        />
      )}
    </>
  )
}

const fits = ({ name, description, q, tags }: Search, words: string[]) => {
  const text = [name, description, q, ...tags].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

interface ListProps {
  onTake: (search: Search) => void
  onEdit: (search: Search) => void
}

function List({ onTake, onEdit }: ListProps) {
  const searches = useSearches(true)
  const [typed, setTyped] = useState('')
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return (
    <QueryState
      query={searches}
      empty={
        <Empty title="No search is kept yet" className="py-8">
          One that is kept has its query, its columns and, where you wish, its range. With <code>$names</code>{' '}
          in its query it asks for values each time.
        </Empty>
      }
    >
      {(found) => {
        const shown = found
          .filter((search) => fits(search, words))
          .sort((a, b) => Number(b.favourite) - Number(a.favourite) || a.name.localeCompare(b.name))
        return (
          <>
            <div className="p-2 pb-1">
              <Input
                type="search"
                autoFocus
                aria-label="Look for a saved search"
                placeholder="Look for a saved search"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => event.key === 'Enter' && shown[0] && onTake(shown[0])}
                className="h-7 text-xs"
              />
            </div>
            <ul className="max-h-80 overflow-y-auto px-1 pb-1">
              {shown.map((search) => (
                <Row
                  key={search.id}
                  search={search}
                  onTake={() => onTake(search)}
                  onEdit={() => onEdit(search)}
                />
              ))}
              {shown.length === 0 && <li className="px-2 py-3 text-xs text-ink-3">None is called so.</li>}
            </ul>
          </>
        )
      }}
    </QueryState>
  )
}

interface RowProps {
  search: Search
  onTake: () => void
  onEdit: () => void
}

function Row({ search, onTake, onEdit }: RowProps) {
  const { favour, drop } = useSearchActions()
  const mayEdit = useMay('editor')
  const { id, name, q, tags, favourite, shared, variables, mine, created_by } = search
  return (
    <li className="group flex items-center rounded-md hover:bg-hover" aria-label={name}>
      <IconButton
        size="sm"
        label={favourite ? `${name} is a favourite` : `Make ${name} a favourite`}
        pressed={favourite}
        onClick={() => favour.mutate({ id, favourite: !favourite })}
        className="ml-1 aria-pressed:bg-transparent"
      >
        <Star aria-hidden className={cn(favourite && 'fill-current')} />
      </IconButton>
      <button type="button" onClick={onTake} className="min-w-0 flex-1 rounded-sm px-1.5 py-1.5 text-left">
        <span className="flex items-center gap-1.5 text-sm text-ink">
          <span className="truncate">{name}</span>
          {shared === 'organisation' && (
            <Users aria-label="for the organisation" className="size-3 shrink-0 text-ink-3" />
          )}
          {variables.length > 0 && <Badge>asks for {variables.length}</Badge>}
          {tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </span>
        <span className="block truncate font-mono text-2xs text-ink-3">{q || 'all logs'}</span>
        {!mine && created_by && <span className="block text-2xs text-ink-3">by {created_by}</span>}
      </button>
      {(mine || mayEdit) && (
        <Menu>
          <MenuTrigger asChild>
            <IconButton size="sm" label={`More for ${name}`} className="mr-1">
              <Ellipsis aria-hidden />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onSelect={onEdit}>Change…</MenuItem>
            <MenuItem danger onSelect={() => drop.mutate(id)}>
              Remove
            </MenuItem>
          </MenuContent>
        </Menu>
      )}
    </li>
  )
}
