'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { toast } from 'sonner'

import { useSession } from '@/features/session'
import { safeNext } from '@/lib/links'
import type { Notification } from '@/lib/model'
import { LiveSocket, socketUrl } from '@/lib/socket'

/** What the server has to tell, as toasts: an upload that is through, for one. */
export function Notifications() {
  const router = useRouter()
  const client = useQueryClient()
  const { me } = useSession()
  useEffect(() => {
    const show = ({ id, kind, title, body, link }: Notification) => {
      const say = /fail|error/.test(kind) ? toast.error : toast.success
      say(title, {
        id,
        description: body,
        action: link ? { label: 'Show', onClick: () => router.push(safeNext(link)) } : undefined,
      })
      if (kind.startsWith('upload')) void client.invalidateQueries({ queryKey: ['uploads'] })
      if (kind.startsWith('reparse')) void client.invalidateQueries({ queryKey: ['reparses'] })
    }
    const socket = new LiveSocket({
      url: () => socketUrl('/ws/notifications/'),
      onMessage: (message) => message.type === 'notification' && show(message.data as Notification),
    })
    socket.open()
    return () => socket.close()
  }, [me.id, router, client])
  return null
}
