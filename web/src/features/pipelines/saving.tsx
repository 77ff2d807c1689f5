'use client'

import { useEffect } from 'react'
import { toast } from 'sonner'

import { Button } from '@/components/ui'

import type { Draft, Pipeline } from './model'
import { usePlace } from './place'
import { usePipelineActions } from './queries'

export interface Saving {
  saved: Pipeline | undefined
  draft: Draft
  note: string
  /** The version that the draft began with. */
  base: number | undefined
  onSaved: (made: Pipeline) => void
}

/** Saves the draft: as a new pipeline, or as the next version of one. */
export function useSave({ saved, draft, note, base, onSaved }: Saving) {
  const [, go] = usePlace()
  const { create, change } = usePipelineActions()
  const run = async () => {
    const wish = { ...draft, name: draft.name.trim(), note }
    try {
      const made = saved
        ? await change.mutateAsync({ id: saved.id, ...wish, based_on: base })
        : await create.mutateAsync(wish)
      toast.success(`${made.name} is saved.`, {
        description: `Version ${made.version.number} runs within two seconds.`,
      })
      onSaved(made)
      if (!saved) void go({ id: made.id, template: null, line: null }, { history: 'replace' })
    } catch (problem) {
      toast.error(problem instanceof Error ? problem.message : 'It could not be saved.')
    }
  }
  return { run: () => void run(), busy: create.isPending || change.isPending }
}

/** Ctrl+S, or Cmd+S. */
export function useSaveKey(save: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') {
        event.preventDefault()
        save()
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

export interface ConflictProps {
  onTheirs: () => void
  onMine: () => void
}

/** Somebody else saved while this was written: whose holds? */
export function Conflict({ onTheirs, onMine }: ConflictProps) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 border-b bg-wash-warning px-4 py-2 text-sm"
    >
      <span className="flex-1 basis-56">
        Somebody saved another version meanwhile. Versions shows the difference.
      </span>
      <Button size="sm" onClick={onTheirs}>
        Take theirs
      </Button>
      <Button size="sm" onClick={onMine}>
        Go on with mine
      </Button>
    </div>
  )
}
