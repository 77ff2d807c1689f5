'use client'

import { ChevronDown } from 'lucide-react'

import { PageHeader } from '@/components/page-header'
import { QueryState } from '@/components/query-state'
import { Button, Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from '@/components/ui'
import { useMay } from '@/features/session'

import { Beginning } from './beginning'
import { PipelineList } from './list'
import { usePlace } from './place'
import { usePipelines } from './queries'
import { ReparsePage } from './reparse'
import { ChoosePipeline } from './reparse/choose'
import { TEMPLATES } from './templates'
import { Workbench } from './workbench'

export function Pipelines() {
  const [place, go] = usePlace()
  const pipelines = usePipelines()
  const mayEdit = useMay('editor')
  if (place.reparse) return <ReparsePage id={place.reparse} back={() => void go({ reparse: null })} />
  if (place.id !== null) return <Workbench key={place.id} id={place.id} />
  return (
    <>
      <PageHeader title="Pipelines">{mayEdit && <NewPipeline />}</PageHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-3 sm:p-4">
          <QueryState query={pipelines} empty={<Beginning />}>
            {(found) => <PipelineList pipelines={found} mayEdit={mayEdit} />}
          </QueryState>
        </div>
      </div>
      {place.q !== null && pipelines.data && <ChoosePipeline pipelines={pipelines.data} />}
    </>
  )
}

function NewPipeline() {
  const [, go] = usePlace()
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="primary">
          New pipeline <ChevronDown aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => void go({ id: 0 })}>From scratch, or pasted</MenuItem>
        <MenuLabel>Begin with</MenuLabel>
        {TEMPLATES.map(({ id, about }) => (
          <MenuItem key={id} onSelect={() => void go({ id: 0, template: id })}>
            {about}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  )
}
