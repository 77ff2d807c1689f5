'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'

import { guardLeaving } from '@/lib/leaving'

import { Button, Dialog, DialogContent } from './ui'

/** As much of the Navigation API as is asked here; browsers without it go back unasked. */
interface NavigateEvent extends Event {
  navigationType: string
  destination: { key: string }
}
interface Navigation {
  addEventListener(type: 'navigate', listener: (event: NavigateEvent) => void): void
  removeEventListener(type: 'navigate', listener: (event: NavigateEvent) => void): void
  traverseTo(key: string): unknown
}

/**
 * While something is not saved, every way out of the page asks first: links, keys, back, and closing the tab.
 * `lost` is the sentence that says what would be lost.
 */
export function LeavingAsks({ lost }: { lost: string }) {
  const router = useRouter()
  const [asked, setAsked] = useState<{ go: () => void } | null>(null)
  const free = useRef(false)

  useEffect(() => guardLeaving((go) => setAsked({ go })), [])

  useEffect(() => {
    const ways = (window as { navigation?: Navigation }).navigation
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const onClick = (event: MouseEvent) => {
      const href = wayOut(event)
      if (!href || free.current) return
      event.preventDefault()
      event.stopPropagation()
      setAsked({ go: () => router.push(href) })
    }
    const onTraverse = (event: NavigateEvent) => {
      if (free.current || event.navigationType !== 'traverse' || !event.cancelable) return
      event.preventDefault()
      setAsked({
        go: () => {
          free.current = true
          ways?.traverseTo(event.destination.key)
        },
      })
    }
    addEventListener('beforeunload', onUnload)
    document.addEventListener('click', onClick, { capture: true })
    ways?.addEventListener('navigate', onTraverse)
    return () => {
      removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, { capture: true })
      ways?.removeEventListener('navigate', onTraverse)
    }
  }, [router])

  if (!asked) return null
  const go = () => {
    setAsked(null)
    asked.go()
  }
  return <Question lost={lost} go={go} close={() => setAsked(null)} />
}

/** Where a click leads inside the product; null when it stays, or opens elsewhere. */
function wayOut(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return null
  if (link.pathname === location.pathname && link.hash) return null
  return link.pathname + link.search
}

function Question({ lost, go, close }: { lost: string; go: () => void; close: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent title="Leave without saving?" description={lost}>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={close} autoFocus>
            Stay
          </Button>
          <Button variant="danger" onClick={go}>
            Leave
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
