'use client'

import { DetailPanel, SidePanel } from '@/components/logs'
import type { ValueHandlers } from '@/components/logs'
import { CopyButton, Dialog, DialogContent } from '@/components/ui'
import { usePreferences, useTenant } from '@/features/session'

import { sharedAddress } from './run'
import type { Exploring } from './run'
import type { Cursor } from './use-cursor'

export interface OpenedProps {
  exploring: Exploring
  cursor: Cursor
  columns: readonly string[]
  pattern: RegExp | null
  handlers: ValueHandlers
}

/** The open log beside the rows, where there is room for it. */
export function OpenedBeside(props: OpenedProps) {
  if (!props.cursor.open.event) return null
  return (
    <SidePanel name="explorer.detail" label="the log" side="right" width={520} least={340} most={1100}>
      <Panel {...props} />
    </SidePanel>
  )
}

/** The open log over the rows. */
export function OpenedOver(props: OpenedProps) {
  if (!props.cursor.open.event) return null
  return (
    <Dialog open onOpenChange={(stay) => !stay && props.cursor.close()}>
      <DialogContent title="Log" className="h-[92dvh] [&>div]:p-0 [&>header]:sr-only" kind="side">
        <Panel {...props} />
      </DialogContent>
    </Dialog>
  )
}

/** A link led to a log that nobody finds. */
export function NotThere({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title="This log is not there"
        description="It was deleted, is past its retention, or belongs to another organisation."
      >
        {null}
      </DialogContent>
    </Dialog>
  )
}

function Panel({ exploring, cursor, columns, pattern, handlers }: OpenedProps) {
  const tenant = useTenant()
  const { preferences } = usePreferences()
  const { range, run, show } = exploring
  if (!cursor.open.event) return null
  return (
    <DetailPanel
      event={cursor.open.event}
      tenant={tenant}
      zone={preferences.timezone}
      columns={columns}
      pattern={pattern}
      onClose={cursor.close}
      onOpen={(event) => show({ id: event.id })}
      onMove={cursor.move}
      actions={
        <CopyButton
          label="Copy a link to this log"
          text={sharedAddress(window.location.href, range, run.at)}
        />
      }
      {...handlers}
    />
  )
}
