'use client'

import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { Button, Dialog, DialogContent, Select, Switch } from '@/components/ui'
import { saveFile } from '@/lib/file'
import { bytes, count, plural } from '@/lib/number'

import { exportUrl, fetchExport, fileName, FORMATS } from './export'
import type { Format, Progress } from './export'
import type { Run } from './run'

export interface ExportDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  run: Run
  columns: readonly string[]
  total: number | undefined
}

type State =
  | { kind: 'choosing' }
  | { kind: 'running'; progress: Progress }
  | { kind: 'done'; progress: Progress; name: string }
  | { kind: 'failed'; message: string }
  | { kind: 'cancelled' }

export function ExportDialog({ open, onOpenChange, ...rest }: ExportDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Download"
        description={
          rest.total === undefined
            ? 'Every log that matches.'
            : `Every log that matches: ${plural(rest.total, 'log')}.`
        }
      >
        <Exporter {...rest} />
      </DialogContent>
    </Dialog>
  )
}

/** Lives as long as its dialog: closing it stops the download. */
function Exporter({ run, columns, total }: Omit<ExportDialogProps, 'open' | 'onOpenChange'>) {
  const [format, setFormat] = useState<Format>('csv')
  const [shownOnly, setShownOnly] = useState(false)
  const [state, setState] = useState<State>({ kind: 'choosing' })
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  const start = async () => {
    const stopping = new AbortController()
    stop.current = stopping
    let progress: Progress = { rows: 0, bytes: 0, total: total ?? null }
    setState({ kind: 'running', progress })
    let shownAt = 0
    try {
      const wanted = shownOnly ? ['@timestamp', 'level', ...columns] : null
      const blob = await fetchExport(exportUrl(run, format, wanted), format, stopping.signal, (now) => {
        progress = { ...now, total: now.total ?? total ?? null }
        if (performance.now() - shownAt < 100) return
        shownAt = performance.now()
        setState({ kind: 'running', progress })
      })
      const name = fileName(run, format)
      saveFile(blob, name)
      setState({ kind: 'done', progress, name })
    } catch (problem) {
      if (stopping.signal.aborted) setState({ kind: 'cancelled' })
      else
        setState({ kind: 'failed', message: problem instanceof Error ? problem.message : 'It was cut off.' })
    }
  }

  if (state.kind === 'running') {
    return (
      <div className="flex flex-col gap-3">
        <Bar progress={state.progress} />
        <Button className="self-end" onClick={() => stop.current?.abort()}>
          Cancel
        </Button>
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <Outcome state={state} />
      <Select
        label="Format"
        value={format}
        onChange={setFormat}
        options={(Object.keys(FORMATS) as Format[]).map((value) => ({
          value,
          label: FORMATS[value].label,
          hint: FORMATS[value].hint,
        }))}
      />
      {format !== 'text' && (
        <Switch label="Only the columns on screen" checked={shownOnly} onChange={setShownOnly} />
      )}
      <Button variant="primary" className="self-end" onClick={() => void start()}>
        <Download aria-hidden /> {state.kind === 'choosing' ? 'Download' : 'Download again'}
      </Button>
    </div>
  )
}

function Bar({ progress: { rows, bytes: size, total } }: { progress: Progress }) {
  const part = total ? Math.min(1, rows / total) : undefined
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Download"
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={total ? rows : undefined}
        className="h-1 overflow-hidden rounded-full bg-active"
      >
        <div
          className={part === undefined ? 'h-full w-1/3 animate-shimmer bg-accent' : 'h-full bg-accent'}
          style={part === undefined ? undefined : { width: `${part * 100}%` }}
        />
      </div>
      <p className="mt-2 text-xs text-ink-2 tabular-nums">
        {count(rows)}
        {total === null ? '' : ` of ${count(total)}`} logs · {bytes(size)}
      </p>
    </div>
  )
}

function Outcome({ state }: { state: State }) {
  if (state.kind === 'done') {
    return (
      <p role="status" className="text-sm text-ink">
        {state.name} is there: {plural(state.progress.rows, 'log')}, {bytes(state.progress.bytes)}.
      </p>
    )
  }
  if (state.kind === 'cancelled') return <p role="status">Cancelled; nothing was kept.</p>
  if (state.kind === 'failed') {
    return (
      <p role="alert" className="text-sm text-sev-error">
        {state.message}
      </p>
    )
  }
  return null
}
