'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { toast } from 'sonner'

import { useSession, useTenant } from '@/features/session'
import { safeNext } from '@/lib/links'
import { LiveSocket, socketUrl, type SocketMessage } from '@/lib/socket'

import { chime, showOutside } from './aloud'
import type { FreshNews, NewsKind, ReadNews } from './model'
import { isMine } from './once'
import { noteNews } from './queries'

/** Lists elsewhere that are not right any more when something of a kind was told. */
const CHANGED: Partial<Record<NewsKind, readonly string[]>> = {
  upload: ['uploads'],
  reparse: ['reparses'],
  alert: ['alerts', 'alert-rules'],
}
const MOST_TOASTS = 3
const SILENCE_MS = 40_000

/** Listens for what is new, and tells it in the ways that the person wants; each in one tab only. */
export function Hear() {
  const router = useRouter()
  const client = useQueryClient()
  const { me } = useSession()
  const tenant = useTenant()
  useEffect(() => {
    if (!tenant) return
    let last: number | null = null
    let missed: FreshNews[] = []
    const go = (link: string) => router.push(safeNext(link))

    const show = async (news: FreshNews) => {
      if (!(await isMine(`${me.id}:${news.id}`))) return
      if (news.toast) showToast(news, go)
      if (news.sound) chime()
      if (news.browser) showOutside(news, () => news.link && go(news.link))
    }
    const showMissed = async () => {
      const all = missed
      missed = []
      if (all.length <= MOST_TOASTS) return Promise.all(all.map(show))
      const newest = all.at(-1)!
      if (!(await isMine(`${me.id}:missed:${newest.id}`))) return
      toast.info(`${all.length} notifications while you were away`, {
        action: { label: 'Show', onClick: () => go('/notifications/') },
      })
    }
    const take = (news: FreshNews) => {
      if (last !== null && news.id <= last) return // a reconnect may bring one twice
      last = news.id
      noteNews(client, tenant, news.unread)
      for (const key of CHANGED[news.kind] ?? []) void client.invalidateQueries({ queryKey: [key] })
      if (news.missed) missed.push(news)
      else void show(news)
    }
    const onMessage = ({ type, data }: SocketMessage) => {
      if (type === 'notification') take(data as FreshNews)
      if (type === 'read') noteNews(client, tenant, (data as ReadNews).unread)
      if (type === 'unread') {
        const { unread, newest } = data as { unread: number; newest: number }
        last = Math.max(last ?? 0, newest)
        noteNews(client, tenant, unread)
        void showMissed()
      }
    }
    const socket = new LiveSocket({
      url: () =>
        socketUrl('/ws/notifications/', { organisation: tenant, since: last === null ? null : String(last) }),
      onMessage,
      silenceMs: SILENCE_MS,
    })
    socket.open()
    return () => socket.close()
  }, [me.id, tenant, router, client])
  return null
}

function showToast({ id, severity, title, body, link }: FreshNews, go: (link: string) => void): void {
  const say =
    severity === 'critical' || severity === 'error'
      ? toast.error
      : severity === 'warning'
        ? toast.warning
        : toast.success
  say(title, {
    id: `news-${id}`,
    description: body,
    action: link ? { label: 'Show', onClick: () => go(link) } : undefined,
  })
}
