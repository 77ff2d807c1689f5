'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, Mail, MailOpen } from 'lucide-react'
import Link from 'next/link'
import { toast } from 'sonner'

import { SeverityMark } from '@/components/severity'
import { Button, IconButton, Tooltip } from '@/components/ui'
import { useMay, useTimes } from '@/features/session'
import { post } from '@/lib/api'
import { cn } from '@/lib/cn'
import { safeNext } from '@/lib/links'

import type { News } from './model'
import { useRead } from './queries'

const ALERT = /^\/alerts\/\?(?:[^#]*&)?id=(\d+)/

/** One piece of news: what, when, and what can be done with it here. */
export function NewsRow({ news, onLeave }: { news: News; onLeave?: () => void }) {
  const { moment, exact } = useTimes()
  const read = useRead()
  const mark = (to: boolean) => read.mutate({ ids: [news.id], read: to })
  const follow = () => {
    if (!news.read) mark(true)
    onLeave?.()
  }
  return (
    <li className={cn('flex items-start gap-2.5 px-4 py-2.5 text-sm', !news.read && 'bg-accent-wash/40')}>
      <span className="mt-0.5">
        <SeverityMark level={news.severity} />
      </span>
      <div className="min-w-0 flex-1">
        <p className={cn('break-words', news.read ? 'text-ink-2' : 'font-medium')}>
          {!news.read && <span className="sr-only">Unread: </span>}
          {news.link ? (
            <Link href={safeNext(news.link)} onClick={follow} className="hover:underline">
              {news.title}
            </Link>
          ) : (
            news.title
          )}
        </p>
        {news.body && <p className="line-clamp-3 text-xs break-words text-ink-3">{news.body}</p>}
        <p className="mt-0.5 flex flex-wrap items-center gap-2 text-2xs text-ink-3">
          <time dateTime={news.at} title={exact(news.at)}>
            {moment(news.at)}
          </time>
          <span>{news.kind}</span>
          <Acknowledge news={news} onDone={() => mark(true)} />
        </p>
      </div>
      <Tooltip text={news.read ? 'Mark as unread' : 'Mark as read'}>
        <IconButton
          label={`Mark “${news.title}” as ${news.read ? 'unread' : 'read'}`}
          size="sm"
          onClick={() => mark(!news.read)}
        >
          {news.read ? <Mail aria-hidden /> : <MailOpen aria-hidden />}
        </IconButton>
      </Tooltip>
    </li>
  )
}

/** An alert that was told can be acknowledged where one reads of it. */
function Acknowledge({ news, onDone }: { news: News; onDone: () => void }) {
  const may = useMay('editor')
  const client = useQueryClient()
  const id = news.kind === 'alert' && news.severity !== 'info' ? ALERT.exec(news.link)?.[1] : undefined
  const acknowledge = useMutation({
    mutationFn: () => post(`/alerts/${id}/acknowledge/`),
    onSuccess: async () => {
      toast.success('Acknowledged.')
      onDone()
      await client.invalidateQueries({ queryKey: ['alerts'] })
    },
    onError: (problem) => toast.error(problem.message),
  })
  if (!id || !may || news.read) return null
  return (
    <Button
      size="sm"
      className="h-6"
      busy={acknowledge.isPending}
      aria-label={`Acknowledge “${news.title}”`}
      onClick={() => acknowledge.mutate()}
    >
      <Check aria-hidden /> Acknowledge
    </Button>
  )
}
