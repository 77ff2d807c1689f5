import type { Metadata } from 'next'

import { SharedDashboard } from '@/features/dashboards/shared'

/** Whoever follows a link from it does not tell where they came from: the address is the key. */
export const metadata: Metadata = { title: 'Shared dashboard', referrer: 'no-referrer', robots: 'noindex' }

export default function SharedPage() {
  return <SharedDashboard />
}
