'use client'

import { useState, type ReactNode } from 'react'

import { Button, Dialog, DialogContent, Field, Input } from './ui'

export interface ConfirmProps {
  /** The button that opens the question. */
  button: ReactNode
  title: string
  /** What will happen, and whether it can be undone. */
  children: ReactNode
  /** The verb on the button that does it. */
  verb: string
  /** Must be typed first, for what cannot be undone at all. */
  typed?: string
  onConfirm: () => Promise<unknown>
}

/** Asks before something that hurts. Stays open while it is done, and when it fails. */
export function Confirm({ button, title, children, verb, typed, onConfirm }: ConfirmProps) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [text, setText] = useState('')
  const confirm = async () => {
    setBusy(true)
    try {
      await onConfirm()
      setOpen(false)
    } catch {
      // Said where it was asked: the mutation shows its own error.
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setOpen(true)}>
        {button}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent title={title}>
          <div className="text-sm text-ink-2">{children}</div>
          {typed && (
            <Field label={`Type “${typed}” to go on`} className="mt-3">
              {(ids) => (
                <Input {...ids} value={text} onChange={(event) => setText(event.target.value)} autoFocus />
              )}
            </Field>
          )}
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button
              variant="danger"
              busy={busy}
              disabled={typed !== undefined && text !== typed}
              onClick={() => void confirm()}
            >
              {verb}
            </Button>
          </div>
        </DialogContent>
      </Dialog>
    </>
  )
}
