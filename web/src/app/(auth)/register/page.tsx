import type { Metadata } from 'next'

import { Register } from '@/features/auth'

export const metadata: Metadata = { title: 'Make an account' }

export default function Page() {
  return <Register />
}
