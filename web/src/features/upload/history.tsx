'use client'

import { Button, SkeletonRows } from '@/components/ui'
import { Panel } from '@/components/panel'
import { Empty, Failing } from '@/components/query-state'
import { useTenant } from '@/features/session'

import { useUploads } from './queries'
import { UploadRow } from './upload-row'

export function History() {
  const uploads = useUploads(useTenant())
  const rows = uploads.data?.pages.flatMap((page) => page.results) ?? []
  return (
    <Panel title="History">
      {!uploads.data && uploads.error && (
        <Failing error={uploads.error} retry={() => void uploads.refetch()} />
      )}
      {!uploads.data && !uploads.error && <SkeletonRows rows={4} label="Loading uploads" />}
      {uploads.data && rows.length === 0 && <Empty>Nothing was uploaded yet.</Empty>}
      <ul className="divide-y">
        {rows.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
      </ul>
      {uploads.hasNextPage && (
        <div className="border-t p-2 text-center">
          <Button
            size="sm"
            variant="ghost"
            busy={uploads.isFetchingNextPage}
            onClick={() => void uploads.fetchNextPage()}
          >
            Show older ones
          </Button>
        </div>
      )}
    </Panel>
  )
}
