'use client'

import { QueryState } from '@/components/query-state'
import { Badge, Button, Dialog, DialogContent } from '@/components/ui'
import { useMay } from '@/features/session'
import { timeAgo } from '@/lib/time'

import type { Dashboard } from '../model'
import { usePlace } from '../place'
import { useDashboardActions, useVersions } from '../queries'

/** Every version: to look at it, and to bring it back. */
export function VersionsDialog({ dashboard, close }: { dashboard: Dashboard; close: () => void }) {
  const [, go] = usePlace()
  const versions = useVersions(dashboard.id)
  const { restore } = useDashboardActions()
  const mayEdit = useMay('editor')
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title={`Versions of ${dashboard.name}`}
        description="Each save is one. To bring one back makes it the newest; the others stay."
      >
        <QueryState query={versions}>
          {({ results }) => (
            <ol className="mt-1 divide-y">
              {results.map(({ number, note, created_by, created_at }) => (
                <li key={number} className="flex min-h-11 flex-wrap items-center gap-2 py-1.5">
                  <span className="min-w-0 flex-1 basis-40">
                    <span className="flex items-center gap-2 text-sm">
                      Version {number} {number === dashboard.version && <Badge tone="accent">newest</Badge>}
                    </span>
                    <span className="block truncate text-xs text-ink-3">
                      {note && `${note} · `}
                      {created_by ?? 'somebody'}, {timeAgo(Date.parse(created_at))}
                    </span>
                  </span>
                  {number !== dashboard.version && (
                    <>
                      <Button size="sm" variant="ghost" onClick={() => void go({ version: number })}>
                        Look at it
                      </Button>
                      {mayEdit && (
                        <Button
                          size="sm"
                          busy={restore.isPending && restore.variables.version === number}
                          onClick={() =>
                            restore.mutate({ id: dashboard.id, version: number }, { onSuccess: close })
                          }
                        >
                          Bring it back
                        </Button>
                      )}
                    </>
                  )}
                </li>
              ))}
            </ol>
          )}
        </QueryState>
      </DialogContent>
    </Dialog>
  )
}
