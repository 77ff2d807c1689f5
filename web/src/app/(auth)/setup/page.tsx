import type { Metadata } from 'next'

import { Owner } from '@/features/auth'

export const metadata: Metadata = { title: 'Welcome' }

export default function Page() {
  return <Owner />
}
