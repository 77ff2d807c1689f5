'use client'

import { Button, Dialog, DialogContent } from '@/components/ui'

import type { Rule } from '../model'
import { useRuleActions } from '../queries'

export interface RemovingProps {
  rule: Rule
  close: () => void
  onDone?: () => void
}

export function Removing({ rule, close, onDone }: RemovingProps) {
  const { drop } = useRuleActions()
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title={`Remove ${rule.name}?`}
        description="Its versions and history go with it, and what of it fires ends. This cannot be undone."
      >
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={close} autoFocus>
            Keep it
          </Button>
          <Button
            variant="danger"
            busy={drop.isPending}
            onClick={() => drop.mutate(rule.id, { onSuccess: onDone, onSettled: close })}
          >
            Remove it
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
