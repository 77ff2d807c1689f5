'use client'

import type { ReactNode } from 'react'

import { Frame, FrameSkeleton } from '@/features/frame'
import { Guard } from '@/features/session'

export default function ProtectedLayout({ children }: { children: ReactNode }) {
  return (
    <Guard waiting={<FrameSkeleton />}>
      <Frame>{children}</Frame>
    </Guard>
  )
}
