'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

import { FrameSkeleton } from '@/features/frame'

export default function Home() {
  const router = useRouter()
  useEffect(() => router.replace('/dashboard/'), [router])
  return <FrameSkeleton />
}
