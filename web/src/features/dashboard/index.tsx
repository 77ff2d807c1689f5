'use client'

import { PageHeader } from '@/components/page-header'

export function Dashboard() {
  return <PageHeader title="Dashboard" />
}
