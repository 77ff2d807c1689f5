import type { Metadata } from 'next'

import { Login } from '@/features/auth'

export const metadata: Metadata = { title: 'Log in' }

export default function Page() {
  return <Login />
}
