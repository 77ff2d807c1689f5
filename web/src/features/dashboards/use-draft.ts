'use client'

import { useCallback, useState } from 'react'

import type { Draft } from './model'

const MOST = 50

interface Past {
  draft: Draft
  before: Draft[]
  after: Draft[]
}

/** A dashboard while it is changed: each change can be taken back, and made again. */
export function useDraft(first: Draft) {
  const [{ draft, before, after }, setPast] = useState<Past>({ draft: first, before: [], after: [] })
  const change = useCallback(
    (how: (draft: Draft) => Draft) =>
      setPast((now) => {
        const next = how(now.draft)
        if (next === now.draft) return now
        return { draft: next, before: [...now.before, now.draft].slice(-MOST), after: [] }
      }),
    [],
  )
  const undo = useCallback(
    () =>
      setPast((now) => {
        const last = now.before.at(-1)
        return last ? { draft: last, before: now.before.slice(0, -1), after: [now.draft, ...now.after] } : now
      }),
    [],
  )
  const redo = useCallback(
    () =>
      setPast((now) => {
        const [next, ...rest] = now.after
        return next ? { draft: next, before: [...now.before, now.draft], after: rest } : now
      }),
    [],
  )
  const begin = useCallback((with_: Draft) => setPast({ draft: with_, before: [], after: [] }), [])
  return { draft, change, undo, redo, begin, canUndo: before.length > 0, canRedo: after.length > 0 }
}
