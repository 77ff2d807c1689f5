import type { Metadata } from 'next'

import { ExplorerWithSearches } from './with-searches'

export const metadata: Metadata = { title: 'Explorer' }

export default function ExplorerPage() {
  return <ExplorerWithSearches />
}
