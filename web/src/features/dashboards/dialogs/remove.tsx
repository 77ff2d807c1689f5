'use client'

import { Button, Dialog, DialogContent } from '@/components/ui'

import type { Listed } from '../model'
import { useDashboardActions } from '../queries'

export interface RemoveProps {
  dashboard: Pick<Listed, 'id' | 'name'>
  close: () => void
  onGone?: () => void
}

/** Asked once more: it cannot be undone. */
export function RemoveDialog({ dashboard, close, onGone }: RemoveProps) {
  const { drop } = useDashboardActions()
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title={`Remove ${dashboard.name}?`}
        description="Its versions, its links and its reports go with it, and this cannot be undone. No log is touched."
      >
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={close} autoFocus>
            Keep it
          </Button>
          <Button
            variant="danger"
            busy={drop.isPending}
            onClick={() => drop.mutate(dashboard.id, { onSuccess: onGone, onSettled: close })}
          >
            Remove it
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
