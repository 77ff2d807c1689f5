'use client'

import { PageHeader } from '@/components/page-header'
import { Failing } from '@/components/query-state'
import { Skeleton } from '@/components/ui'
import { useMay } from '@/features/session'

import { GridSkeleton } from './grid-skeleton'
import { draftOf, NEW } from './model'
import { NOWHERE, usePlace } from './place'
import { useDashboard, useVersion } from './queries'
import { Editing } from './editing'
import { Viewing } from './viewing'
import { VersionBar } from './version-bar'

/** One dashboard: looked at, or changed. `id` 0 is a new one. */
export function Board({ id }: { id: number }) {
  const [place, go] = usePlace()
  const mayEdit = useMay('editor')
  const saved = useDashboard(id)
  const old = useVersion(id, place.version)
  const back = () => void go(NOWHERE)

  if (id === 0) return <Editing saved={undefined} first={NEW} onDone={back} />
  if (!saved.data || (place.version !== null && !old.data)) {
    const error = saved.error ?? old.error
    return (
      <>
        <PageHeader title="Dashboards" />
        {error ? (
          <Failing error={error} retry={() => void saved.refetch()} className="py-16" />
        ) : (
          <>
            <div className="flex h-11 items-center gap-2 border-b px-4">
              <Skeleton className="h-4 w-40" />
            </div>
            <GridSkeleton />
          </>
        )}
      </>
    )
  }
  if (place.version !== null && old.data) {
    return (
      <Viewing dashboard={{ ...saved.data, ...draftOf(old.data) }} asWas>
        <VersionBar dashboard={saved.data} version={old.data} />
      </Viewing>
    )
  }
  if (place.edit && mayEdit) {
    return (
      <Editing
        saved={saved.data}
        first={draftOf(saved.data)}
        onDone={() => void go({ edit: null, panel: null })}
      />
    )
  }
  return <Viewing dashboard={saved.data} />
}
