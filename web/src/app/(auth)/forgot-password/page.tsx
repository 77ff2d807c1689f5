import type { Metadata } from 'next'

import { ForgotPassword } from '@/features/auth'

export const metadata: Metadata = { title: 'Forgot the password' }

export default function Page() {
  return <ForgotPassword />
}
