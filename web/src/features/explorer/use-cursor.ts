'use client'

import { useCallback, useEffect, useRef, useState } from 'react'

import { useOpenEvent } from './asks'
import type { Rows } from './asks'
import type { TableHandle } from './rows/log-table'
import type { Exploring } from './run'

/** Which row the keys are at, which one is open, and the ways from one to the next. */
export function useCursor({ url, show }: Pick<Exploring, 'url' | 'show'>, { rows }: Rows) {
  const [active, setActive] = useState(-1)
  const table = useRef<TableHandle>(null)
  const open = useOpenEvent(url.id, rows)

  const openRow = useCallback(
    (index: number) => {
      const event = rows[index]
      if (!event) return
      setActive(index)
      show({ id: event.id })
    },
    [rows, show],
  )
  const close = () => {
    show({ id: null })
    table.current?.focus()
  }
  const move = (by: number) => {
    const at = open.event ? rows.findIndex(({ id }) => id === open.event?.id) : active
    const next = Math.max(0, Math.min(rows.length - 1, at + by))
    if (!rows[next]) return
    setActive(next)
    table.current?.show(next)
    if (url.id) show({ id: rows[next].id })
  }
  // A link to a row: the row is shown where it is, once it is there.
  const [linked] = useState(url.id)
  const linkedAt = linked ? rows.findIndex(({ id }) => id === linked) : -1
  useEffect(() => {
    if (linkedAt >= 0) table.current?.show(linkedAt)
  }, [linkedAt])

  return { table, active, open, openRow, close, move, leave: () => setActive(-1) }
}

export type Cursor = ReturnType<typeof useCursor>
