'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useReducer, useRef } from 'react'

import { ApiError } from '@/lib/api'
import type { Upload } from '@/lib/model'

import { sendFile, type Sending, type Wish } from './send-file'

export type ItemState = 'queued' | 'sending' | 'refused' | 'duplicate'

/** A file that is on its way up. Once the server has it, it is a row of the history instead. */
export interface Item {
  key: number
  file: File
  wish: Wish
  force: boolean
  state: ItemState
  sent: number
  problem?: ApiError
  /** The upload that had the same bytes before. */
  duplicateOf?: Upload
}

type Change =
  | { do: 'add'; items: Item[] }
  | { do: 'change'; key: number; some: Partial<Item> }
  | { do: 'remove'; key: number }

function reduce(items: readonly Item[], change: Change): readonly Item[] {
  if (change.do === 'add') return [...items, ...change.items]
  if (change.do === 'remove') return items.filter(({ key }) => key !== change.key)
  return items.map((item) => (item.key === change.key ? { ...item, ...change.some } : item))
}

export interface Queue {
  items: readonly Item[]
  add: (files: readonly File[], wish: Wish) => void
  /** Stops sending, or takes a refused one off the list. */
  cancel: (key: number) => void
  /** Sends again; `force` takes it although the server had it before. */
  again: (key: number, force?: boolean) => void
}

/** Sends one file after the other: two at once would only share the same line. */
export function useQueue(): Queue {
  const client = useQueryClient()
  const [items, dispatch] = useReducer(reduce, [])
  const next = useRef(0)
  const current = useRef<{ key: number; sending: Sending } | null>(null)

  useEffect(() => {
    const item = items.find(({ state }) => state === 'queued')
    if (!item || current.current) return
    const { key } = item
    const change = (some: Partial<Item>) => dispatch({ do: 'change', key, some })
    const sending = sendFile(item.file, item.wish, item.force, (sent) => change({ sent }))
    current.current = { key, sending }
    change({ state: 'sending', sent: 0 })
    sending.done
      .then(async () => {
        // First the row of the history, then off the list: the file is always to be seen somewhere.
        await client.invalidateQueries({ queryKey: ['uploads'] })
        current.current = null
        dispatch({ do: 'remove', key })
      })
      .catch((problem: unknown) => {
        current.current = null
        if (problem instanceof ApiError && problem.code === 'cancelled') dispatch({ do: 'remove', key })
        else change(refusal(problem))
      })
  }, [items, client])

  useEffect(() => () => current.current?.sending.cancel(), [])
  useLeaveWarning(items.some(({ state }) => state === 'queued' || state === 'sending'))

  const add = useCallback(
    (files: readonly File[], wish: Wish) =>
      dispatch({
        do: 'add',
        items: files.map((file) => ({
          key: next.current++,
          file,
          wish,
          force: false,
          state: 'queued',
          sent: 0,
        })),
      }),
    [],
  )
  const cancel = useCallback((key: number) => {
    if (current.current?.key === key) current.current.sending.cancel()
    else dispatch({ do: 'remove', key })
  }, [])
  const again = useCallback(
    (key: number, force = false) =>
      dispatch({ do: 'change', key, some: { state: 'queued', force, sent: 0, problem: undefined } }),
    [],
  )
  return { items, add, cancel, again }
}

function refusal(problem: unknown): Partial<Item> {
  if (!(problem instanceof ApiError)) throw problem
  const duplicateOf = problem.details.duplicate_of as Upload | undefined
  return { state: problem.code === 'duplicate' ? 'duplicate' : 'refused', problem, duplicateOf }
}

/** The browser asks before a page with unsent files is left. */
function useLeaveWarning(busy: boolean) {
  useEffect(() => {
    if (!busy) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [busy])
}
