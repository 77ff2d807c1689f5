'use client'

import { Board } from './board'
import { DashboardList } from './list'
import { usePlace } from './place'

export function Dashboards() {
  const [place] = usePlace()
  return place.id === null ? <DashboardList /> : <Board key={place.id} id={place.id} />
}
