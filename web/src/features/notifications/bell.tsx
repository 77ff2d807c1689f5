'use client'

import { Bell as Icon } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'

import { Empty, Failing } from '@/components/query-state'
import { Button, Popover, PopoverContent, PopoverTrigger, SkeletonRows } from '@/components/ui'
import { cn } from '@/lib/cn'

import { useNews, useRead, useUnread } from './queries'
import { NewsRow } from './row'

const NEWEST = 8
const MOST_SAID = 99

/** How much is unread, and the newest of it. */
export function Bell({ closed }: { closed: boolean }) {
  const [open, setOpen] = useState(false)
  const unread = useUnread()
  const said = unread > MOST_SAID ? `${MOST_SAID}+` : String(unread)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        aria-label={unread ? `Notifications, ${unread} unread` : 'Notifications'}
        className="relative flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover"
      >
        <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
        {!closed && <span>Notifications</span>}
        {unread > 0 && (
          <span
            aria-hidden
            className={cn(
              'inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-2xs font-semibold text-accent-ink',
              closed ? 'absolute -top-0.5 left-5' : 'ml-auto',
            )}
          >
            {said}
          </span>
        )}
      </PopoverTrigger>
      <PopoverContent
        aria-label="Notifications"
        className="flex max-h-[70dvh] w-96 flex-col overflow-hidden p-0"
      >
        {open && <Newest onLeave={() => setOpen(false)} unread={unread} />}
      </PopoverContent>
    </Popover>
  )
}

function Newest({ onLeave, unread }: { onLeave: () => void; unread: number }) {
  const news = useNews({}, NEWEST)
  const read = useRead()
  const rows = news.data?.pages[0]?.results
  return (
    <>
      <header className="flex items-center gap-2 border-b px-4 py-2">
        <h2 className="text-sm font-semibold">Notifications</h2>
        <Button
          size="sm"
          variant="ghost"
          className="ml-auto"
          disabled={unread === 0}
          onClick={() => read.mutate({ all: true })}
        >
          Mark all as read
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {rows === undefined ? (
          news.error ? (
            <Failing error={news.error} retry={() => void news.refetch()} />
          ) : (
            <SkeletonRows />
          )
        ) : rows.length === 0 ? (
          <Empty>Nothing yet. Alerts, uploads and reports tell you here.</Empty>
        ) : (
          <ul aria-label="Newest notifications" className="divide-y">
            {rows.map((each) => (
              <NewsRow key={each.id} news={each} onLeave={onLeave} />
            ))}
          </ul>
        )}
      </div>
      <footer className="flex items-center gap-2 border-t px-4 py-2 text-xs">
        <Link href="/notifications/" onClick={onLeave} className="text-accent hover:underline">
          All notifications
        </Link>
        <Link
          href="/settings/?tab=notifications"
          onClick={onLeave}
          className="ml-auto text-ink-3 hover:text-ink hover:underline"
        >
          How you are told
        </Link>
      </footer>
    </>
  )
}
