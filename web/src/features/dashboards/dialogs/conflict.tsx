'use client'

import { useState } from 'react'

import { Button, Dialog, DialogContent } from '@/components/ui'
import { get } from '@/lib/api'

import type { Dashboard, Draft } from '../model'
import { say, useDashboardActions } from '../queries'

export interface ConflictProps {
  id: number
  mine: Draft
  /** What the server said. */
  message: string
  close: () => void
  onTheirs: (theirs: Dashboard) => void
  onMine: (theirs: Dashboard) => void
  onCopy: (made: Dashboard) => void
}

/** Somebody saved meanwhile. Nothing is lost whichever way it goes: every version is kept. */
export function ConflictDialog({ id, mine, message, close, onTheirs, onMine, onCopy }: ConflictProps) {
  const { create } = useDashboardActions()
  const [busy, setBusy] = useState(false)
  const withTheirs = (then: (theirs: Dashboard) => void) => async () => {
    setBusy(true)
    await get<Dashboard>(`/dashboards/${id}/`).then(then, say)
    setBusy(false)
  }
  const copy = () =>
    create.mutate({ ...mine, name: `${mine.name} (mine)` }, { onSuccess: onCopy, onError: say })
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent title="Somebody saved meanwhile" description={message}>
        <div className="mt-2 flex flex-col gap-2">
          <Choice
            title="Save mine over it"
            about="Yours becomes the newest version; theirs stays among the versions."
            busy={busy}
            onPress={() => void withTheirs(onMine)()}
          />
          <Choice
            title="Save mine as a dashboard of its own"
            about="Both stay as they are."
            busy={create.isPending}
            onPress={copy}
          />
          <Choice
            title="Take theirs"
            about="What you changed is lost."
            busy={busy}
            onPress={() => void withTheirs(onTheirs)()}
          />
          <Button className="self-end" onClick={close}>
            Go on editing
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}

interface ChoiceProps {
  title: string
  about: string
  busy: boolean
  onPress: () => void
}

const Choice = ({ title, about, busy, onPress }: ChoiceProps) => (
  <button
    type="button"
    disabled={busy}
    onClick={onPress}
    className="rounded-md px-3 py-2 text-left shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover disabled:opacity-50"
  >
    <span className="block text-sm font-medium">{title}</span>
    <span className="block text-xs text-ink-3">{about}</span>
  </button>
)
