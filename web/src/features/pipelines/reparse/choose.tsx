'use client'

import { useEffect } from 'react'

import { Button, Dialog, DialogContent } from '@/components/ui'

import type { Pipeline } from '../model'
import { usePlace } from '../place'

/** Logs are to be reparsed: with which pipeline? A single one is not asked about. */
export function ChoosePipeline({ pipelines }: { pipelines: Pipeline[] }) {
  const [, go] = usePlace()
  const only = pipelines.length === 1 ? pipelines[0]?.id : undefined
  useEffect(() => {
    if (only !== undefined) void go({ id: only }, { history: 'replace' })
  }, [only, go])
  if (only !== undefined) return null
  const close = () => void go({ q: null, from: null, to: null }, { history: 'replace' })
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title="Reparse with which pipeline?"
        description={
          pipelines.length > 0
            ? 'You see in numbers what would change before anything does.'
            : 'There is none yet. Make one, save it, and come back to these logs.'
        }
      >
        <ul className="flex flex-col gap-1 pt-2">
          {pipelines.map(({ id, name, version }) => (
            <li key={id}>
              <Button className="w-full justify-start" onClick={() => void go({ id })}>
                {name} <span className="text-xs text-ink-3">version {version.number}</span>
              </Button>
            </li>
          ))}
        </ul>
      </DialogContent>
    </Dialog>
  )
}
