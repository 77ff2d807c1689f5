import type { Asked } from './asked'
import type { Go, Place } from './place'

/** What every tab is handed. */
export interface TabProps {
  place: Place
  go: Go
  asked: Asked | undefined
}
