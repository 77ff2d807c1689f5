'use client'

import { PageHeader } from '@/components/page-header'
import { QueryState } from '@/components/query-state'
import { Button } from '@/components/ui'
import { useMay } from '@/features/session'

import { PipelineList } from './list'
import { Beginning } from './beginning'
import { usePlace } from './place'
import { usePipelines } from './queries'
import { ReparsePage } from './reparse'
import { Workbench } from './workbench'

export function Pipelines() {
  const [place, go] = usePlace()
  const pipelines = usePipelines()
  const mayEdit = useMay('editor')
  if (place.reparse) return <ReparsePage id={place.reparse} back={() => void go({ reparse: null })} />
  if (place.id !== null) return <Workbench key={place.id} id={place.id} />
  return (
    <>
      <PageHeader title="Pipelines">
        {mayEdit && (
          <Button variant="primary" onClick={() => void go({ id: 0 })}>
            New pipeline
          </Button>
        )}
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-3 sm:p-4">
          <QueryState query={pipelines} empty={<Beginning />}>
            {(found) => <PipelineList pipelines={found} mayEdit={mayEdit} />}
          </QueryState>
        </div>
      </div>
    </>
  )
}
