'use client'

import { useCallback, useRef, useState } from 'react'

import { PageHeader } from '@/components/page-header'
import { Empty } from '@/components/query-state'
import { useMay } from '@/features/session'

import { DropZone } from './drop-zone'
import { History } from './history'
import { QueueList } from './queue-list'
import type { Wish } from './send-file'
import { useQueue } from './use-queue'
import { WishForm } from './wish-form'

const NOTHING: Wish = { service: '', source: '', environment: '', tags: '', timezone: 'UTC' }

export function Upload() {
  const mayUpload = useMay('editor')
  return (
    <>
      <PageHeader title="Upload" />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-3 sm:p-4">
          {mayUpload ? (
            <Send />
          ) : (
            <Empty title="You may look, not upload">
              An admin of the organisation can make you an editor.
            </Empty>
          )}
          <History />
        </div>
      </div>
    </>
  )
}

function Send() {
  const queue = useQueue()
  const [wish, setWish] = useState(NOTHING)
  // Read when files come; the drop zone's listeners need not follow every keystroke.
  const latest = useRef(wish)
  const change = (next: Wish) => {
    latest.current = next
    setWish(next)
  }
  const { add } = queue
  const onFiles = useCallback((files: File[]) => add(files, latest.current), [add])
  return (
    <>
      <WishForm wish={wish} onChange={change} />
      <DropZone onFiles={onFiles} />
      <QueueList queue={queue} />
    </>
  )
}
