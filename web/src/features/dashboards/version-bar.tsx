'use client'

import { Button } from '@/components/ui'
import { useMay } from '@/features/session'
import { timeAgo } from '@/lib/time'

import type { Dashboard, VersionSeen } from './model'
import { usePlace } from './place'
import { useDashboardActions } from './queries'

/** An old version is on the screen: which, and the ways on. */
export function VersionBar({ dashboard, version }: { dashboard: Dashboard; version: VersionSeen }) {
  const [, go] = usePlace()
  const { restore } = useDashboardActions()
  const mayEdit = useMay('editor')
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-2 border-b bg-wash-warning px-4 py-2 text-sm"
    >
      <span className="flex-1 basis-56">
        This is version {version.number}, by {version.created_by ?? 'somebody'},{' '}
        {timeAgo(Date.parse(version.created_at))}
        {version.note && `: ${version.note}`}. The newest is {dashboard.version}.
      </span>
      {mayEdit && version.number !== dashboard.version && (
        <Button
          size="sm"
          busy={restore.isPending}
          onClick={() =>
            restore.mutate(
              { id: dashboard.id, version: version.number },
              { onSuccess: () => void go({ version: null }) },
            )
          }
        >
          Bring it back
        </Button>
      )}
      <Button size="sm" onClick={() => void go({ version: null })}>
        Show the newest
      </Button>
    </div>
  )
}
