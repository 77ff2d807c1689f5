'use client'

import { useSyncExternalStore } from 'react'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
    () => false,
  )
}

/** Room for one column only: a phone. */
export const useNarrow = () => useMedia('(max-width: 639px)')

/** Room for a panel beside the rows. */
export const useRoomy = () => useMedia('(min-width: 1024px)')
