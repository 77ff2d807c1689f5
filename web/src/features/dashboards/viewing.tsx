'use client'

import {
  CalendarClock, Copy, Download, Ellipsis, FileJson, History, Maximize, Minimize, Pencil, Share2, Star, Trash2, X,
} from 'lucide-react' // prettier-ignore
import { useState, type ReactNode } from 'react'

import { PageHeader } from '@/components/page-header'
import { Empty } from '@/components/query-state'
import {
  Button, Dialog, DialogContent, IconButton, Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger, Tooltip,
} from '@/components/ui' // prettier-ignore
import { useMay } from '@/features/session'
import { cn } from '@/lib/cn'

import { FilterRow, RangeControls, useControls } from './controls'
import { DownloadDialog } from './dialogs/download'
import { RemoveDialog } from './dialogs/remove'
import { ReportsDialog } from './dialogs/reports'
import { ShareDialog } from './dialogs/share'
import { VersionsDialog } from './dialogs/versions'
import { exportJson } from './exporting'
import { Grid } from './grid/grid'
import type { Dashboard } from './model'
import { PanelOnBoard } from './panel-on-board'
import { NOWHERE, usePlace } from './place'
import { say, useDashboardActions } from './queries'
import { useFullScreen } from './use-full-screen'

type Asked = 'share' | 'download' | 'reports' | 'versions' | 'remove' | null

export interface ViewingProps {
  dashboard: Dashboard
  /** An old version: it can only be looked at. */
  asWas?: boolean
  children?: ReactNode
}

/** A dashboard as it is looked at. */
export function Viewing({ dashboard, asWas, children }: ViewingProps) {
  const [place, go] = usePlace()
  const mayEdit = useMay('editor') && !asWas
  const controls = useControls(dashboard)
  const [asked, setAsked] = useState<Asked>(null)
  const full = useFullScreen(place.full, (on) => void go({ full: on || null }, { history: 'replace' }))
  const large = dashboard.panels.find(({ id }) => id === place.panel)
  const shownLarge = large && !place.edit ? large : undefined
  return (
    <>
      <PageHeader title={dashboard.name}>
        <RangeControls controls={controls} />
        {!asWas && (
          <>
            {mayEdit && (
              <Button onClick={() => void go({ edit: true, full: null })} className="max-sm:hidden">
                <Pencil aria-hidden /> Edit
              </Button>
            )}
            {mayEdit && (
              <Tooltip text="Share by link">
                <IconButton label="Share by link" onClick={() => setAsked('share')}>
                  <Share2 aria-hidden />
                </IconButton>
              </Tooltip>
            )}
            <Tooltip text={place.full ? 'Leave full screen' : 'Full screen'}>
              <IconButton
                label={place.full ? 'Leave full screen' : 'Full screen'}
                onClick={full.toggle}
                className="max-sm:hidden"
              >
                {place.full ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
              </IconButton>
            </Tooltip>
            <More dashboard={dashboard} mayEdit={mayEdit} ask={setAsked} />
          </>
        )}
        {!place.full && (
          <Tooltip text="All dashboards">
            <IconButton label="All dashboards" onClick={() => void go(NOWHERE)}>
              <X aria-hidden />
            </IconButton>
          </Tooltip>
        )}
      </PageHeader>
      {children}
      <FilterRow controls={controls} variables={dashboard.variables} />
      <div data-scroller className="min-h-0 flex-1 overflow-auto p-3 sm:p-4">
        {dashboard.panels.length === 0 ? (
          <Empty
            title="No panels yet"
            action={
              mayEdit && (
                <Button variant="primary" onClick={() => void go({ edit: true, panel: 'new' })}>
                  Add the first panel
                </Button>
              )
            }
          >
            A panel is a question whose answer is drawn: how many, how fast, which, when.
          </Empty>
        ) : (
          <Grid items={dashboard.panels} nameOf={({ title }) => title || 'Untitled panel'}>
            {(panel) => (
              <PanelOnBoard
                panel={panel}
                asking={controls.asking}
                onZoom={controls.zoom}
                onLook={() => void go({ panel: panel.id })}
                edit={mayEdit ? { open: () => void go({ edit: true, panel: panel.id }) } : undefined}
              />
            )}
          </Grid>
        )}
      </div>
      {shownLarge && (
        <Dialog open onOpenChange={(open) => !open && void go({ panel: null })}>
          <DialogContent
            title={shownLarge.title || 'Untitled panel'}
            description={shownLarge.description}
            className="sm:top-[4vh] sm:h-[92vh] sm:max-h-[92vh] sm:w-[min(1600px,calc(100vw-32px))]"
          >
            <div className="h-full min-h-[60dvh]">
              <PanelOnBoard panel={shownLarge} asking={controls.asking} onZoom={controls.zoom} />
            </div>
          </DialogContent>
        </Dialog>
      )}
      {asked === 'share' && (
        <ShareDialog dashboard={dashboard} controls={controls} close={() => setAsked(null)} />
      )}
      {asked === 'download' && (
        <DownloadDialog dashboard={dashboard} controls={controls} close={() => setAsked(null)} />
      )}
      {asked === 'reports' && (
        <ReportsDialog dashboard={dashboard} controls={controls} close={() => setAsked(null)} />
      )}
      {asked === 'versions' && <VersionsDialog dashboard={dashboard} close={() => setAsked(null)} />}
      {asked === 'remove' && (
        <RemoveDialog dashboard={dashboard} close={() => setAsked(null)} onGone={() => void go(NOWHERE)} />
      )}
    </>
  )
}

interface MoreProps {
  dashboard: Dashboard
  mayEdit: boolean
  ask: (what: Asked) => void
}

function More({ dashboard, mayEdit, ask }: MoreProps) {
  const [, go] = usePlace()
  const { favour, duplicate } = useDashboardActions()
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label="More for this dashboard">
          <Ellipsis aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        {mayEdit && (
          <MenuItem
            icon={<Pencil aria-hidden />}
            className="sm:hidden"
            onSelect={() => void go({ edit: true, full: null })}
          >
            Edit
          </MenuItem>
        )}
        <MenuItem
          icon={<Star aria-hidden className={cn(dashboard.favourite && 'fill-current text-accent')} />}
          onSelect={() => favour.mutate({ id: dashboard.id, favourite: !dashboard.favourite })}
        >
          {dashboard.favourite ? 'No favourite any more' : 'Make it a favourite'}
        </MenuItem>
        <MenuItem icon={<Download aria-hidden />} onSelect={() => ask('download')}>
          Download as PDF or PNG…
        </MenuItem>
        <MenuItem icon={<FileJson aria-hidden />} onSelect={() => void exportJson(dashboard).catch(say)}>
          Export as JSON
        </MenuItem>
        <MenuItem icon={<History aria-hidden />} onSelect={() => ask('versions')}>
          Versions…
        </MenuItem>
        {mayEdit && (
          <>
            <MenuItem icon={<CalendarClock aria-hidden />} onSelect={() => ask('reports')}>
              Reports by e-mail…
            </MenuItem>
            <MenuItem
              icon={<Copy aria-hidden />}
              onSelect={() =>
                duplicate.mutate(dashboard.id, { onSuccess: ({ id }) => void go({ ...NOWHERE, id }) })
              }
            >
              Duplicate
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => ask('remove')}>
              Remove…
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  )
}
