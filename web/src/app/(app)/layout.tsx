'use client'

import type { ReactNode } from 'react'

import { Frame, FrameSkeleton } from '@/features/frame'
import { Bell, Hear } from '@/features/notifications'
import { Guard } from '@/features/session'

export default function ProtectedLayout({ children }: { children: ReactNode }) {
  return (
    <Guard waiting={<FrameSkeleton />}>
      <Frame bell={(closed) => <Bell closed={closed} />}>{children}</Frame>
      <Hear />
    </Guard>
  )
}
