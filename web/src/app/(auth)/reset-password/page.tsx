import type { Metadata } from 'next'

import { ResetPassword } from '@/features/auth'

export const metadata: Metadata = { title: 'New password' }

export default function Page() {
  return <ResetPassword />
}
