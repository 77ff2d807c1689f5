import type { Metadata } from 'next'

import { Pipelines } from '@/features/pipelines'

export const metadata: Metadata = { title: 'Pipelines' }

export default function PipelinesPage() {
  return <Pipelines />
}
