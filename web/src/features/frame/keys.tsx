'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

import { leave } from '@/lib/leaving'

import { PAGES } from './pages'

const Palette = dynamic(() => import('./palette').then((module) => module.Palette), { ssr: false })
const Help = dynamic(() => import('./help').then((module) => module.Help), { ssr: false })

const OPEN = 'elk:open'

const ask = (what: 'palette' | 'help') => window.dispatchEvent(new CustomEvent(OPEN, { detail: what }))
export const openPalette = () => ask('palette')
export const openHelp = () => ask('help')

/** Whether keys belong to what is being typed, not to the page. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="textbox"]') !== null)

/** How long after `g` the second key still counts. */
const CHORD_MS = 1200

/** The keys that work on every page: Ctrl/Cmd+K, `?`, and `g` with a page's letter. */
export function FrameKeys() {
  const router = useRouter()
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)

  useEffect(() => {
    let chordUntil = 0
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey) {
        event.preventDefault()
        setPalette((open) => !open)
        return
      }
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target))
        return
      if (document.querySelector('[role="dialog"]')) return
      if (event.key === '?') return setHelp(true)
      if (event.key === 'g') {
        chordUntil = Date.now() + CHORD_MS
        return
      }
      const page = Date.now() < chordUntil ? PAGES.find(({ key }) => key === event.key) : undefined
      chordUntil = 0
      if (!page) return
      // The page's own single-letter keys must not see the second half of the chord.
      event.preventDefault()
      event.stopImmediatePropagation()
      leave(() => router.push(page.href))
    }
    const onAsk = (event: Event) => {
      if ((event as CustomEvent).detail === 'palette') setPalette(true)
      else setHelp(true)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    window.addEventListener(OPEN, onAsk)
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true })
      window.removeEventListener(OPEN, onAsk)
    }
  }, [router])

  return (
    <>
      {palette && <Palette onClose={() => setPalette(false)} />}
      {help && <Help onClose={() => setHelp(false)} />}
    </>
  )
}
