'use client'

import type { ReactNode } from 'react'

import { Connection } from './connection'
import { FrameKeys } from './keys'
import { BottomBar, Rail, TopBar } from './rail'

export interface FrameProps {
  children: ReactNode
  /** Where it says what is new; `closed`: there is room for a mark only. */
  bell?: (closed: boolean) => ReactNode
}

/** What is around every page: the rail (a bar at the bottom on phones), the keys, the palette, what is new. */
export function Frame({ children, bell }: FrameProps) {
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-pop"
      >
        Skip to the page
      </a>
      <Connection />
      <TopBar bell={bell} />
      <div className="flex min-h-0 flex-1">
        <Rail bell={bell} />
        <main
          id="main"
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-col overflow-hidden focus-visible:outline-none"
        >
          {children}
        </main>
      </div>
      <BottomBar />
      <FrameKeys />
    </div>
  )
}
