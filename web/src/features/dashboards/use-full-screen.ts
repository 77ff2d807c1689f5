'use client'

import { useEffect } from 'react'

import './full-screen.css'

/** Nothing but the dashboard: the product's own frame goes, and the browser's where it may. */
export function useFullScreen(full: boolean, onChange: (full: boolean) => void) {
  useEffect(() => {
    if (!full) return
    document.documentElement.dataset.full = ''
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"]')) {
        onChange(false)
      }
    }
    // Where the browser fills the screen, its own Escape comes without a key.
    const onScreen = () => !document.fullscreenElement && onChange(false)
    addEventListener('keydown', onKey)
    document.addEventListener('fullscreenchange', onScreen)
    return () => {
      delete document.documentElement.dataset.full
      removeEventListener('keydown', onKey)
      document.removeEventListener('fullscreenchange', onScreen)
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
    }
    // `onChange` is another function with each drawing and does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [full])

  const toggle = () => {
    if (!full) void document.documentElement.requestFullscreen?.().catch(() => undefined)
    onChange(!full)
  }
  return { toggle }
}
