'use client'

import { useKeys } from '@/components/logs'

import type { Exploring } from './run'
import type { Cursor } from './use-cursor'

export interface ShortcutsWish {
  exploring: Exploring
  cursor: Cursor
  onQuery: () => void
  onRun: () => void
  onTime: () => void
  onFields: () => void
  /** Back to the wider range, where there is one. */
  onWiden?: () => void
}

const onGrid = ({ target }: KeyboardEvent) =>
  target instanceof Element && target.getAttribute('role') === 'grid'

const onControl = ({ target }: KeyboardEvent) =>
  target instanceof Element && target.matches('button, a, [role="application"], [role="tab"]')

/** The Explorer without a mouse. */
export function useShortcuts({ exploring, cursor, ...on }: ShortcutsWish): void {
  const { url, show } = exploring
  useKeys({
    '/': on.onQuery,
    d: on.onTime,
    f: on.onFields,
    w: () => show({ wrap: url.wrap === '1' ? null : '1' }),
    j: () => cursor.move(1),
    k: () => cursor.move(-1),
    ArrowDown: (event) => (onGrid(event) ? cursor.move(1) : false),
    ArrowUp: (event) => (onGrid(event) ? cursor.move(-1) : false),
    Enter: (event) => (onControl(event) ? false : cursor.openRow(cursor.active)),
    Escape: () => (url.id ? cursor.close() : on.onWiden ? on.onWiden() : false),
    'Mod+Enter': on.onRun,
  })
}
