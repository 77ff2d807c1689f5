'use client'

import { Plus, Redo2, Save, Settings2, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'

import { LeavingAsks } from '@/components/leaving-asks'
import { PageHeader } from '@/components/page-header'
import type { PanelSpec } from '@/components/panels'
import { Empty } from '@/components/query-state'
import { Badge, Button, IconButton, Tooltip } from '@/components/ui'
import { ApiError } from '@/lib/api'
import { leave } from '@/lib/leaving'

import { FilterRow, RangeControls, useControls } from './controls'
import { ConflictDialog } from './dialogs/conflict'
import { SettingsDialog } from './dialogs/settings'
import { PanelEditor } from './editor/panel-editor'
import { Grid, shift } from './grid/grid'
import { draftOf, same, type Dashboard, type Draft } from './model'
import { PanelOnBoard } from './panel-on-board'
import { blank, duplicate, replace, without } from './panels'
import { NOWHERE, usePlace } from './place'
import { useDashboardActions } from './queries'
import { useDraft } from './use-draft'
import { useSuggestedPanel } from './suggested'

export interface EditingProps {
  saved: Dashboard | undefined
  first: Draft
  onDone: () => void
}

/** A dashboard while it is changed. Nothing is kept before it is saved, and everything can be taken back. */
export function Editing({ saved, first, onDone }: EditingProps) {
  const [place, go] = usePlace()
  const { draft, change, undo, redo, begin, canUndo, canRedo } = useDraft(first)
  const [base, setBase] = useState({ draft: first, version: saved?.version ?? 0 })
  const [settings, setSettings] = useState(saved === undefined)
  const [conflict, setConflict] = useState<ApiError | null>(null)
  const { create, change: put } = useDashboardActions()
  const controls = useControls(draft)
  const suggested = useSuggestedPanel()
  const changed = !same(draft, base.draft)
  const busy = create.isPending || put.isPending
  const set = (part: Partial<Draft>) => change((now) => ({ ...now, ...part }))
  const setPanels = (how: (panels: PanelSpec[]) => PanelSpec[]) =>
    change((now) => ({ ...now, panels: how(now.panels) }))

  // Not a step of the history: going back would mean to leave the editing.
  const openPanel = (panel: string) => void go({ panel }, { history: 'replace' })

  const save = async (version = base.version) => {
    if (!draft.name.trim()) return setSettings(true)
    try {
      if (saved) {
        await put.mutateAsync({ id: saved.id, draft, version })
        toast.success(`${draft.name} is saved.`)
        onDone()
      } else {
        const made = await create.mutateAsync(draft)
        toast.success(`${made.name} is saved.`)
        void go({ ...NOWHERE, id: made.id }, { history: 'replace' })
      }
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 409 && saved && !/named/.test(problem.message))
        setConflict(problem)
      else toast.error(problem instanceof Error ? problem.message : 'It could not be saved.')
    }
  }
  useEditKeys({ save: () => changed && !busy && void save(), undo, redo, off: place.panel !== null })

  const remove = (panel: PanelSpec) => {
    setPanels((panels) => without(panels, panel.id))
    toast(`${panel.title || 'The panel'} is removed.`, { action: { label: 'Undo', onClick: undo } })
  }
  const open =
    place.panel === 'new'
      ? (suggested ?? blank(draft.panels))
      : draft.panels.find(({ id }) => id === place.panel)

  if (open) {
    return (
      <>
        <PanelEditor
          key={place.panel}
          first={place.panel === 'new' ? { ...open, id: blank(draft.panels).id } : open}
          isNew={place.panel === 'new'}
          variables={draft.variables}
          controls={controls}
          onDone={(panel) => {
            setPanels((panels) => replace(panels, panel))
            void go({ panel: null, add: null, cols: null }, { history: 'replace' })
          }}
          onCancel={() => void go({ panel: null, add: null, cols: null }, { history: 'replace' })}
        />
        {changed && <LeavingAsks lost={LOST} />}
      </>
    )
  }
  return (
    <>
      <PageHeader title={draft.name || 'New dashboard'}>
        {changed && <Badge tone="accent">not saved</Badge>}
        <Tooltip text="Undo" keys="Ctrl Z">
          <IconButton label="Undo" onClick={undo} disabled={!canUndo}>
            <Undo2 aria-hidden />
          </IconButton>
        </Tooltip>
        <Tooltip text="Redo" keys="Ctrl Y">
          <IconButton label="Redo" onClick={redo} disabled={!canRedo} className="max-sm:hidden">
            <Redo2 aria-hidden />
          </IconButton>
        </Tooltip>
        <Button onClick={() => openPanel('new')}>
          <Plus aria-hidden /> Add a panel
        </Button>
        <Button onClick={() => setSettings(true)}>
          <Settings2 aria-hidden /> <span className="max-sm:sr-only">Name and variables</span>
        </Button>
        <Button onClick={() => leave(onDone)}>{changed ? 'Discard' : 'Done'}</Button>
        <Button
          variant="primary"
          busy={busy}
          disabled={!changed}
          onClick={() => void save()}
          title="Save (Ctrl+S)"
        >
          <Save aria-hidden /> Save
        </Button>
      </PageHeader>
      {changed && <LeavingAsks lost={LOST} />}
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-1.5 sm:px-4">
        <RangeControls controls={controls} />
        <p className="text-xs text-ink-3 max-lg:hidden">
          Drag a title to move its panel, a corner to size it; arrow keys do both on the corner.
        </p>
      </div>
      <FilterRow controls={controls} variables={draft.variables} />
      <div data-scroller className="min-h-0 flex-1 overflow-auto bg-sunken p-3 sm:p-4">
        {draft.panels.length === 0 ? (
          <Empty
            title="No panels yet"
            action={
              <Button variant="primary" onClick={() => openPanel('new')}>
                <Plus aria-hidden /> Add the first panel
              </Button>
            }
          >
            A panel is a question whose answer is drawn: how many, how fast, which, when.
          </Empty>
        ) : (
          <Grid
            items={draft.panels}
            nameOf={({ title }) => title || 'Untitled panel'}
            onChange={(panels) => setPanels(() => panels)}
          >
            {(panel, { grip }) => (
              <PanelOnBoard
                panel={panel}
                asking={controls.asking}
                grip={grip}
                onZoom={controls.zoom}
                edit={{
                  open: () => openPanel(panel.id),
                  change: {
                    duplicate: () => setPanels((panels) => duplicate(panels, panel.id)),
                    remove: () => remove(panel),
                    move: (by) => setPanels((panels) => shift(panels, panel.id, by)),
                  },
                }}
              />
            )}
          </Grid>
        )}
      </div>
      {settings && (
        <SettingsDialog draft={draft} isNew={!saved} onChange={set} close={() => setSettings(false)} />
      )}
      {conflict && saved && (
        <ConflictDialog
          id={saved.id}
          mine={draft}
          message={conflict.message}
          close={() => setConflict(null)}
          onTheirs={(theirs) => {
            begin(draftOf(theirs))
            setBase({ draft: draftOf(theirs), version: theirs.version })
            setConflict(null)
          }}
          onMine={(theirs) => {
            setBase({ draft: draftOf(theirs), version: theirs.version })
            setConflict(null)
            void save(theirs.version)
          }}
          onCopy={(made) => {
            setConflict(null)
            void go({ ...NOWHERE, id: made.id }, { history: 'replace' })
          }}
        />
      )}
    </>
  )
}

const LOST = 'What you changed in this dashboard is lost.'

interface EditKeys {
  save: () => void
  undo: () => void
  redo: () => void
  off: boolean
}

/** Ctrl+S, Ctrl+Z and Ctrl+Y, where nothing is being typed. */
function useEditKeys({ save, undo, redo, off }: EditKeys) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || off) return
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName)
      const key = event.key.toLowerCase()
      const does =
        key === 's'
          ? save
          : typing
            ? undefined
            : key === 'y' || (key === 'z' && event.shiftKey)
              ? redo
              : key === 'z'
                ? undo
                : undefined
      if (!does) return
      event.preventDefault()
      does()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
