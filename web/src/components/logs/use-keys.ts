'use client'

import { useEffect, useRef } from 'react'

/** What each key does; a handler that gives false leaves the key to others. */
export type Keys = Record<string, (event: KeyboardEvent) => void | false>

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Keys of a page. They rest while somebody types or a dialog is open; `Mod+Enter` works even then. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const held = event.ctrlKey || event.metaKey
      const typing = isTyping(event.target)
      const open = document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')
      if (held ? event.key !== 'Enter' : typing || open) return
      const handler = current.current[held ? 'Mod+Enter' : event.key]
      if (handler && handler(event) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
