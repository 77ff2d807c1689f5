'use client'

import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button, Dialog, DialogContent, IconButton, Input } from '@/components/ui'

import { EXAMPLES, templateProblem } from './templates'
import type { LinkTemplate } from './templates'

export interface LinksDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  templates: readonly LinkTemplate[]
  onSave: (templates: LinkTemplate[]) => void
}

/** Where values lead: a trace id to the tracing tool, a user's number to the back office. */
export function LinksDialog({ open, onOpenChange, templates, onSave }: LinksDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Links from values"
        description="A value of the field becomes a link; {value} in the address stands for it. Kept in this browser."
        className="sm:w-[min(720px,calc(100vw-32px))]"
      >
        <Editor
          templates={templates}
          onSave={(kept) => {
            onSave(kept)
            onOpenChange(false)
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

const blank: LinkTemplate = { field: '', label: '', url: '' }

function Editor({
  templates,
  onSave,
}: {
  templates: readonly LinkTemplate[]
  onSave: (t: LinkTemplate[]) => void
}) {
  const [rows, setRows] = useState<LinkTemplate[]>(() =>
    templates.length ? [...templates] : [EXAMPLES[0] ?? blank],
  )
  const [tried, setTried] = useState(false)
  const problems = rows.map(templateProblem)
  const change = (at: number, part: Partial<LinkTemplate>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  const save = () => {
    setTried(true)
    if (problems.every((problem) => problem === null)) onSave(rows)
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {rows.map((row, at) => (
        <div key={at}>
          <div className="grid grid-cols-[1fr_1fr_auto] gap-2 sm:grid-cols-[140px_120px_1fr_auto]">
            <Input
              aria-label="Field"
              placeholder="trace_id"
              value={row.field}
              onChange={(e) => change(at, { field: e.target.value })}
            />
            <Input
              aria-label="Name of the link"
              placeholder="Jaeger"
              value={row.label}
              onChange={(e) => change(at, { label: e.target.value })}
            />
            <Input
              aria-label="Address"
              placeholder="https://jaeger.example/trace/{value}"
              className="font-mono text-xs max-sm:order-last max-sm:col-span-3"
              aria-invalid={tried && problems[at] ? true : undefined}
              value={row.url}
              onChange={(e) => change(at, { url: e.target.value })}
            />
            <IconButton
              label={`Remove link ${at + 1}`}
              onClick={() => setRows(rows.filter((_, index) => index !== at))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
          <p role={tried && problems[at] ? 'alert' : undefined} className="min-h-4 text-xs text-sev-error">
            {tried && problems[at]}
          </p>
        </div>
      ))}
      <div className="flex justify-between">
        <Button variant="ghost" onClick={() => setRows([...rows, blank])}>
          <Plus aria-hidden /> Add a link
        </Button>
        <Button variant="primary" type="submit">
          Save
        </Button>
      </div>
    </form>
  )
}
