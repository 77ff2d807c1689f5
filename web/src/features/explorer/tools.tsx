'use client'

import { Download, History, Link2, PanelLeft, Settings2, Share2, WrapText } from 'lucide-react'
import type { ReactNode } from 'react'
import { toast } from 'sonner'

import {
  Button, IconButton, Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger, Select, Tooltip,
} from '@/components/ui' // prettier-ignore
import { copyText } from '@/lib/copy'
import type { Density } from '@/lib/model'

import { MODES, REFRESHES } from './url'
import type { Mode, Refresh } from './url'

export interface ToolsProps {
  sidebar: boolean
  onSidebar: (open: boolean) => void
  mode: Mode
  onMode: (mode: Mode) => void
  wrap: boolean
  onWrap: (wrap: boolean) => void
  density: Density
  onDensity: (density: Density) => void
  refresh: Refresh
  onRefresh: (refresh: Refresh) => void
  onResetColumns: () => void
  onExport: () => void
  onLinks: () => void
  /** Where these logs go through a pipeline again, for those who may. */
  onReparse?: () => void
  /** What else can be made of the search. */
  onwards?: ReactNode
  /** The address with absolute times. */
  share: () => string
}

const MODE_WORDS: Record<Mode, string> = { table: 'Table', raw: 'Raw lines' }

/** The thin line of switches between the chart and the rows. */
export function Tools(props: ToolsProps) {
  const share = async () => {
    const done = await copyText(props.share())
    if (done)
      toast.success('Link copied', { description: 'Its times are absolute: it will show the same logs.' })
    else toast.error('The browser does not allow copying here.')
  }
  return (
    <div
      role="toolbar"
      aria-label="Rows"
      className="flex h-9 shrink-0 items-center gap-1 border-b px-1.5 max-sm:h-11"
    >
      <Tooltip text={props.sidebar ? 'Hide the fields' : 'Show the fields'} keys="f">
        <IconButton
          size="sm"
          label="Fields"
          pressed={props.sidebar}
          onClick={() => props.onSidebar(!props.sidebar)}
        >
          <PanelLeft aria-hidden />
        </IconButton>
      </Tooltip>
      <div
        role="group"
        aria-label="Rows as"
        className="ml-1 flex rounded-md shadow-[inset_0_0_0_1px_var(--line)]"
      >
        {MODES.map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={props.mode === mode}
            onClick={() => props.onMode(mode)}
            className="h-6 rounded-md px-2 text-2xs text-ink-3 hover:text-ink aria-pressed:bg-active aria-pressed:text-ink pointer-coarse:h-9"
          >
            {MODE_WORDS[mode]}
          </button>
        ))}
      </div>
      <Tooltip text={props.wrap ? 'One line a row' : 'Wrap long lines'} keys="w">
        <IconButton
          size="sm"
          label="Wrap long lines"
          pressed={props.wrap}
          onClick={() => props.onWrap(!props.wrap)}
        >
          <WrapText aria-hidden />
        </IconButton>
      </Tooltip>
      <Menu>
        <MenuTrigger asChild>
          <IconButton size="sm" label="View" title="View">
            <Settings2 aria-hidden />
          </IconButton>
        </MenuTrigger>
        <MenuContent>
          <MenuLabel>Density</MenuLabel>
          {(['compact', 'comfortable'] as const).map((density) => (
            <MenuItem
              key={density}
              checked={props.density === density}
              onSelect={() => props.onDensity(density)}
            >
              {density === 'compact' ? 'Compact' : 'Comfortable'}
            </MenuItem>
          ))}
          <MenuSeparator />
          <MenuItem onSelect={props.onResetColumns}>Columns as at first</MenuItem>
          <MenuItem icon={<Link2 aria-hidden />} onSelect={props.onLinks}>
            Links from values…
          </MenuItem>
          {props.onReparse && (
            <MenuItem icon={<History aria-hidden />} onSelect={props.onReparse}>
              Reparse these logs…
            </MenuItem>
          )}
        </MenuContent>
      </Menu>
      <span className="ml-auto flex items-center gap-1">
        <Select
          size="sm"
          label="Refresh by itself"
          value={props.refresh}
          onChange={props.onRefresh}
          options={REFRESHES.map((value) => ({
            value,
            label: value === 'off' ? 'No refresh' : `Every ${value}`,
          }))}
          className="h-6 max-sm:hidden"
        />
        {props.onwards}
        <Button size="sm" variant="ghost" onClick={() => void share()}>
          <Share2 aria-hidden /> <span className="max-sm:sr-only">Share</span>
        </Button>
        <Button size="sm" variant="ghost" onClick={props.onExport}>
          <Download aria-hidden /> <span className="max-sm:sr-only">Download</span>
        </Button>
      </span>
    </div>
  )
}
