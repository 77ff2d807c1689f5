'use client'

import Link from 'next/link'
import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from 'nuqs'

import { PageHeader } from '@/components/page-header'
import { Empty, Failing } from '@/components/query-state'
import { Button, Select, SkeletonRows, Switch } from '@/components/ui'

import { KINDS } from './model'
import { useNews, useRead, useUnread } from './queries'
import { NewsRow } from './row'
import { KIND_NAMES } from './words'

const CHOICES = ['all', ...KINDS] as const

export function NotificationsPage() {
  const [{ unread, kind }, choose] = useQueryStates({
    unread: parseAsBoolean.withDefault(false),
    kind: parseAsStringLiteral(CHOICES).withDefault('all'),
  })
  const news = useNews({ unread, kind: kind === 'all' ? undefined : kind })
  const count = useUnread()
  const read = useRead()
  const rows = news.data?.pages.flatMap(({ results }) => results)
  return (
    <>
      <PageHeader title="Notifications">
        <Switch label="Unread only" checked={unread} onChange={(to) => void choose({ unread: to })} />
        <Select
          label="Kind"
          size="sm"
          value={kind}
          options={CHOICES.map((value) => ({
            value,
            label: value === 'all' ? 'All kinds' : KIND_NAMES[value],
          }))}
          onChange={(to) => void choose({ kind: to })}
        />
        <Button size="sm" disabled={count === 0} onClick={() => read.mutate({ all: true })}>
          Mark all as read
        </Button>
        <Button size="sm" asChild>
          <Link href="/settings/?tab=notifications">How you are told</Link>
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto max-w-3xl px-4 py-6">
          {rows === undefined ? (
            news.error ? (
              <Failing error={news.error} retry={() => void news.refetch()} />
            ) : (
              <SkeletonRows />
            )
          ) : rows.length === 0 ? (
            <Empty title={unread ? 'Nothing is unread' : 'Nothing yet'}>
              {unread
                ? 'You have read all of it.'
                : 'Alerts, uploads and reports tell you here, and in the ways you choose.'}
            </Empty>
          ) : (
            <ul aria-label="Notifications" className="divide-y overflow-hidden rounded-lg border bg-surface">
              {rows.map((each) => (
                <NewsRow key={each.id} news={each} />
              ))}
            </ul>
          )}
          {news.hasNextPage && (
            <p className="mt-4 text-center">
              <Button busy={news.isFetchingNextPage} onClick={() => void news.fetchNextPage()}>
                Older ones
              </Button>
            </p>
          )}
        </div>
      </div>
    </>
  )
}
