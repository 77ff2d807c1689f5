'use client'

import type { ReactNode } from 'react'

import { Connection } from './connection'
import { FrameKeys } from './keys'
import { Notifications } from './notifications'
import { BottomBar, Rail, TopBar } from './rail'

/** What is around every page: the rail (a bar at the bottom on phones), the keys, the palette, what there is to tell. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-pop"
      >
        Skip to the page
      </a>
      <Connection />
      <TopBar />
      <div className="flex min-h-0 flex-1">
        <Rail />
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
      <Notifications />
    </div>
  )
}
