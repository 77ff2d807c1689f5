'use client'

import { ChevronDown, Ellipsis, Search, Star } from 'lucide-react'
import Link from 'next/link'
import { useMemo, useRef, useState } from 'react'

import { PageHeader } from '@/components/page-header'
import { Empty, QueryState } from '@/components/query-state'
import {
  Badge, Button, Dialog, DialogContent, IconButton, Input, Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger,
} from '@/components/ui' // prettier-ignore
import { useMay } from '@/features/session'
import { cn } from '@/lib/cn'
import { plural } from '@/lib/number'
import { timeAgo } from '@/lib/time'

import { RemoveDialog } from './dialogs/remove'
import { exportJson } from './exporting'
import { Gallery } from './gallery'
import { readFile } from './importing'
import type { Listed } from './model'
import { usePlace } from './place'
import { say, useDashboardActions, useDashboards } from './queries'

/** All dashboards, favourites first. */
export function DashboardList() {
  const [place, go] = usePlace()
  const dashboards = useDashboards()
  const mayEdit = useMay('editor')
  const [gallery, setGallery] = useState(false)
  return (
    <>
      <PageHeader title="Dashboards">
        {mayEdit && <NewDashboard onGallery={() => setGallery(true)} />}
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex max-w-5xl flex-col gap-4 p-3 sm:p-4">
          <QueryState
            query={dashboards}
            empty={
              mayEdit ? (
                <>
                  <Empty title="No dashboards yet" className="pb-2">
                    Begin with one of these, or from nothing. Each can be changed afterwards.
                  </Empty>
                  <Gallery />
                </>
              ) : (
                <Empty title="No dashboards yet">Editors of the organisation can make some.</Empty>
              )
            }
          >
            {(found) => <Found dashboards={found} mayEdit={mayEdit} />}
          </QueryState>
        </div>
      </div>
      {gallery && (
        <Dialog open onOpenChange={setGallery}>
          <DialogContent
            title="Templates"
            description="A dashboard to begin with. It is yours then, and can be changed."
            className="sm:w-[min(860px,calc(100vw-32px))]"
          >
            <Gallery />
          </DialogContent>
        </Dialog>
      )}
      {place.add !== null && dashboards.data && (
        <ChooseFor dashboards={dashboards.data} close={() => void go({ add: null, cols: null })} />
      )}
    </>
  )
}

function NewDashboard({ onGallery }: { onGallery: () => void }) {
  const [, go] = usePlace()
  const { bringIn } = useDashboardActions()
  const file = useRef<HTMLInputElement>(null)
  const take = async (chosen: File | undefined) => {
    if (!chosen) return
    try {
      const made = await bringIn.mutateAsync(await readFile(chosen))
      void go({ id: made.id })
    } catch (problem) {
      say(problem as Error)
    }
  }
  return (
    <>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        aria-label="A dashboard’s JSON file"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <Menu>
        <MenuTrigger asChild>
          <Button variant="primary" busy={bringIn.isPending}>
            New dashboard <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => void go({ id: 0 })}>From nothing</MenuItem>
          <MenuItem onSelect={onGallery}>From a template…</MenuItem>
          <MenuItem onSelect={() => file.current?.click()}>From a JSON file…</MenuItem>
        </MenuContent>
      </Menu>
    </>
  )
}

const fits = ({ name, description, tags }: Listed, words: string[]) => {
  const text = [name, description, ...tags].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

const inOrder = (a: Listed, b: Listed) =>
  Number(b.favourite) - Number(a.favourite) ||
  (a.position ?? 1e9) - (b.position ?? 1e9) ||
  a.name.localeCompare(b.name)

function Found({ dashboards, mayEdit }: { dashboards: Listed[]; mayEdit: boolean }) {
  const [typed, setTyped] = useState('')
  const [tag, setTag] = useState('')
  const tags = useMemo(() => [...new Set(dashboards.flatMap((each) => each.tags))].sort(), [dashboards])
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = dashboards
    .filter((each) => fits(each, words) && (!tag || each.tags.includes(tag)))
    .sort(inOrder)
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <span className="relative w-full max-w-xs">
          <Search aria-hidden className="absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3" />
          <Input
            type="search"
            aria-label="Look for a dashboard"
            placeholder="Look for a dashboard"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="pl-8"
          />
        </span>
        {tags.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={tag === each}
            onClick={() => setTag(tag === each ? '' : each)}
            className="h-7 rounded-md px-2 text-xs text-ink-2 shadow-[inset_0_0_0_1px_var(--line)] hover:bg-hover aria-pressed:bg-accent-wash aria-pressed:text-accent-strong pointer-coarse:h-9"
          >
            {each}
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <Empty>None is called so.</Empty>
      ) : (
        <ul className="divide-y rounded-lg border bg-surface">
          {shown.map((each) => (
            <Row key={each.id} dashboard={each} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
    </>
  )
}

function Row({ dashboard, mayEdit }: { dashboard: Listed; mayEdit: boolean }) {
  const [, go] = usePlace()
  const { favour, duplicate } = useDashboardActions()
  const [removing, setRemoving] = useState(false)
  const { id, name, description, tags, favourite, panel_count, updated_at, updated_by } = dashboard
  return (
    <li aria-label={name} className="flex items-center gap-2 py-2 pr-2 pl-2 hover:bg-hover">
      <IconButton
        label={favourite ? `${name} is a favourite` : `Make ${name} a favourite`}
        pressed={favourite}
        onClick={() => favour.mutate({ id, favourite: !favourite })}
        className="aria-pressed:bg-transparent"
      >
        <Star aria-hidden className={cn(favourite && 'fill-current')} />
      </IconButton>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2">
          <Link
            href={`/dashboards/?id=${id}`}
            className="truncate rounded-sm text-sm font-medium text-ink hover:text-accent hover:underline pointer-coarse:min-h-8"
          >
            {name}
          </Link>
          {tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </p>
        <p className="truncate text-xs text-ink-3">
          {description && `${description} · `}
          {plural(panel_count, 'panel')} · {updated_by ?? 'somebody'}, {timeAgo(Date.parse(updated_at))}
        </p>
      </div>
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={`More for ${name}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => void go({ id })}>Open</MenuItem>
          {mayEdit && <MenuItem onSelect={() => void go({ id, edit: true })}>Edit</MenuItem>}
          <MenuItem onSelect={() => void exportJson(dashboard).catch(say)}>Export as JSON</MenuItem>
          {mayEdit && (
            <>
              <MenuItem onSelect={() => duplicate.mutate(id)}>Duplicate</MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setRemoving(true)}>
                Remove…
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      {removing && <RemoveDialog dashboard={dashboard} close={() => setRemoving(false)} />}
    </li>
  )
}

/** Where a query of the Explorer becomes a panel. */
function ChooseFor({ dashboards, close }: { dashboards: Listed[]; close: () => void }) {
  const [{ add }, go] = usePlace()
  const choose = (id: number) => void go({ id, edit: true, panel: 'new', from: null, to: null })
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title="Add to which dashboard?"
        description={add ? <code className="break-all">{add}</code> : 'All logs'}
      >
        <ul className="mt-1 divide-y">
          {[...dashboards].sort(inOrder).map(({ id, name, panel_count }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => choose(id)}
                className="flex min-h-10 w-full items-center gap-2 rounded-sm px-2 text-left text-sm hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">{name}</span>
                <span className="text-xs text-ink-3">{plural(panel_count, 'panel')}</span>
              </button>
            </li>
          ))}
          <li>
            <button
              type="button"
              onClick={() => choose(0)}
              className="flex min-h-10 w-full items-center rounded-sm px-2 text-left text-sm text-accent hover:bg-hover"
            >
              A new one
            </button>
          </li>
        </ul>
      </DialogContent>
    </Dialog>
  )
}
