'use client'

import { Explorer } from '@/features/explorer'
import { remember, SavedSearches, SearchHistory } from '@/features/searches'

/** The Explorer with searches that are kept: the two features meet here and nowhere else. */
export function ExplorerWithSearches() {
  return (
    <Explorer
      saved={(on) => <SavedSearches current={on.current} onOpen={on.open} onDashboard={on.onDashboard} />}
      history={(take) => <SearchHistory onTake={take} />}
      onRan={remember}
    />
  )
}
