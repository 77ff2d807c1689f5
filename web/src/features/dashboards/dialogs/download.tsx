'use client'

import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { sentence } from '@/components/form'
import type { Asking } from '@/components/panels'
import { Button, Dialog, DialogContent, Progress, Select } from '@/components/ui'
import { usePreferences } from '@/features/session'
import { apiUrl, askingHeaders, csrfToken, errorFrom } from '@/lib/api'
import { saveFile } from '@/lib/file'
import { bytes } from '@/lib/number'
import { formatDuration, rangeLabel } from '@/lib/time'

import type { Controls } from '../controls'
import { slug } from '../exporting'
import type { Dashboard } from '../model'

type Format = 'pdf' | 'png'

const FORMATS = [
  { value: 'pdf', label: 'PDF, drawn sharp at any size' },
  { value: 'png', label: 'PNG, a picture' },
] as const

const ORIENTATIONS = [
  { value: 'landscape', label: 'Landscape' },
  { value: 'portrait', label: 'Portrait' },
] as const

export interface DownloadProps {
  dashboard: Dashboard
  controls: Controls
  close: () => void
}

type State =
  | { at: 'idle' }
  | { at: 'making'; since: number; got: number; of: number }
  | { at: 'failed'; problem: unknown }

async function fetchFile(
  path: string,
  body: unknown,
  signal: AbortSignal,
  onProgress: (got: number, of: number) => void,
): Promise<Blob> {
  const response = await fetch(apiUrl(path), {
    method: 'POST',
    headers: { ...askingHeaders(), 'Content-Type': 'application/json', 'X-CSRFToken': await csrfToken() },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    signal,
  })
  if (!response.ok || !response.body) {
    throw errorFrom(response.status, await response.text(), response.headers.get('Retry-After'))
  }
  const of = Number(response.headers.get('Content-Length') ?? 0)
  const parts: BlobPart[] = []
  let got = 0
  const reader = response.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value)
    got += next.value.length
    onProgress(got, of)
  }
  return new Blob(parts, { type: response.headers.get('Content-Type') ?? '' })
}

/** What is on the screen, as a file, with the same numbers. */
export function DownloadDialog({ dashboard, controls, close }: DownloadProps) {
  const { timezone } = usePreferences().preferences
  const [format, setFormat] = useState<Format>('pdf')
  const [orientation, setOrientation] = useState<'landscape' | 'portrait'>('landscape')
  const [state, setState] = useState<State>({ at: 'idle' })
  const asking = useRef<AbortController | null>(null)
  useEffect(() => () => asking.current?.abort(), [])

  const run = async () => {
    const control = new AbortController()
    asking.current = control
    const since = Date.now()
    setState({ at: 'making', since, got: 0, of: 0 })
    try {
      const { from, to, variables, filter } = (controls.asking ?? controls.range) as Asking
      const blob = await fetchFile(
        `/dashboards/${dashboard.id}/${format}/`,
        { from, to, variables, filter, orientation },
        control.signal,
        (got, of) => setState({ at: 'making', since, got, of }),
      )
      saveFile(blob, `${slug(dashboard.name)}.${format}`)
      close()
    } catch (problem) {
      if (!control.signal.aborted) setState({ at: 'failed', problem })
    }
  }
  const cancel = () => {
    asking.current?.abort()
    setState({ at: 'idle' })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title="Download"
        description={`${dashboard.name}, ${rangeLabel(controls.range, timezone)}, with the numbers that are on the screen.`}
      >
        <div className="mt-2 grid gap-2 sm:grid-cols-2">
          <Select label="Format" value={format} options={FORMATS} onChange={setFormat} />
          <Select label="Page" value={orientation} options={ORIENTATIONS} onChange={setOrientation} />
        </div>
        <div className="mt-3 min-h-10" aria-live="polite">
          {state.at === 'making' && (
            <>
              <Progress label="The file" done={state.got} total={state.of} />
              <Making {...state} />
            </>
          )}
          {state.at === 'failed' && (
            <p role="alert" className="text-sm text-sev-error">
              {sentence(state.problem)}
            </p>
          )}
        </div>
        <div className="flex justify-end gap-2">
          {state.at === 'making' ? (
            <Button onClick={cancel}>Cancel</Button>
          ) : (
            <Button variant="primary" onClick={() => void run()}>
              <Download aria-hidden /> Download
            </Button>
          )}
        </div>
      </DialogContent>
    </Dialog>
  )
}

function Making({ since, got }: { since: number; got: number }) {
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <p className="mt-1.5 text-xs text-ink-3">
      {got ? `${bytes(got)} came` : `It is being drawn, ${formatDuration(Math.max(0, now - since))}`}
    </p>
  )
}
