'use client'

import { Copy, Ellipsis, Expand, Pencil, Search, Trash2, ArrowDown, ArrowUp } from 'lucide-react'
import { useRouter } from 'next/navigation'

import { PanelFace, PanelFrame, usePanel, type Asking, type PanelSpec, titleOf } from '@/components/panels'
import { Button, IconButton, Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'
import { explorerLink } from '@/lib/links'

export interface PanelOnBoardProps {
  panel: PanelSpec
  asking: Asking | undefined
  /** Spread on what one takes hold of; absent where nothing is moved. */
  grip?: Record<string, unknown>
  onZoom: (from: Date, to: Date) => void
  onLook?: () => void
  /** Absent for those who may only look. */
  edit?: {
    open: () => void
    /** What can only be done while the dashboard is being changed. */
    change?: { duplicate: () => void; remove: () => void; move: (by: -1 | 1) => void }
  }
}

/** A panel of a dashboard with its numbers and what can be done with it. */
export function PanelOnBoard({ panel, asking, grip, onZoom, onLook, edit }: PanelOnBoardProps) {
  const tenant = useTenant()
  const router = useRouter()
  const { timezone } = usePreferences().preferences
  const query = usePanel(tenant, panel, asking ?? { from: '', to: '' }, asking !== undefined)
  const title = titleOf(panel, query.data)
  const q =
    query.data?.q ??
    query.data?.series?.[0]?.q ??
    query.data?.figures?.[0]?.q ??
    query.data?.rows?.[0]?.qs?.[0]
  return (
    <PanelFrame
      title={title}
      grip={grip}
      tools={
        <Menu>
          <MenuTrigger asChild>
            <IconButton label={`More for ${title}`} size="sm">
              <Ellipsis aria-hidden />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            {onLook && (
              <MenuItem icon={<Expand aria-hidden />} onSelect={onLook}>
                Look at it large
              </MenuItem>
            )}
            {q !== undefined && asking && (
              <MenuItem
                icon={<Search aria-hidden />}
                onSelect={() => router.push(explorerLink({ q, from: asking.from, to: asking.to }))}
              >
                Open in the Explorer
              </MenuItem>
            )}
            {edit && (
              <MenuItem icon={<Pencil aria-hidden />} onSelect={edit.open}>
                Edit
              </MenuItem>
            )}
            {edit?.change && <Changes {...edit.change} />}
          </MenuContent>
        </Menu>
      }
    >
      <PanelFace
        panel={panel}
        answer={query.data}
        error={query.error}
        fetching={query.isFetching}
        retry={() => void query.refetch()}
        mend={
          edit && (
            <Button size="sm" onClick={edit.open}>
              <Pencil aria-hidden /> Edit the panel
            </Button>
          )
        }
        zone={timezone}
        linkTo={(found, from, to) => explorerLink({ q: found, from, to })}
        onZoom={onZoom}
      />
    </PanelFrame>
  )
}

function Changes({ duplicate, remove, move }: NonNullable<NonNullable<PanelOnBoardProps['edit']>['change']>) {
  return (
    <>
      <MenuItem icon={<Copy aria-hidden />} onSelect={duplicate}>
        Duplicate
      </MenuItem>
      <MenuItem icon={<ArrowUp aria-hidden />} onSelect={() => move(-1)}>
        Move up
      </MenuItem>
      <MenuItem icon={<ArrowDown aria-hidden />} onSelect={() => move(1)}>
        Move down
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={remove}>
        Remove
      </MenuItem>
    </>
  )
}
