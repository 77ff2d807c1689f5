import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { toast, Toaster } from 'sonner'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { navigation } from '@/testing/navigation'
import { renderAs } from '@/testing/render'
import { ALICE, answers, server } from '@/testing/server'
import { FakeSocket } from '@/testing/socket'

import { Bell, Hear, NotificationSettings, NotificationsPage } from '.'
import type { FreshNews, News } from './model'

const NEWS: News = {
  id: 7,
  kind: 'alert',
  severity: 'error',
  title: 'Checkout fails',
  body: '412 errors',
  link: '/alerts/?id=3',
  at: '2026-03-01T10:00:00.000Z',
  read: false,
}
const fresh = (more: Partial<FreshNews> = {}): FreshNews => ({
  ...NEWS,
  toast: true,
  sound: false,
  browser: false,
  unread: 1,
  ...more,
})
const told = (...results: News[]) => {
  const unread = results.filter(({ read }) => !read).length
  server.use(answers('/notifications/', { results, next: null, unread } as never))
}
const reads = () => {
  const heard = vi.fn()
  server.use(
    http.post('*/api/v1/notifications/read/', async ({ request }) => {
      heard(await request.json())
      return HttpResponse.json({ unread: 0 })
    }),
  )
  return heard
}
const socket = () => FakeSocket.to('/ws/notifications/')!
const says = (...messages: unknown[]) =>
  act(async () => {
    for (const message of messages) socket().say(message)
    await Promise.resolve()
  })
const hidden = (value: boolean) => vi.spyOn(document, 'hidden', 'get').mockReturnValue(value)

beforeEach(() => told())
afterEach(() => {
  toast.dismiss()
  vi.restoreAllMocks()
})

describe('what is new', () => {
  const listen = () =>
    renderAs(
      <>
        <Bell closed={false} />
        <Hear />
        <Toaster />
      </>,
    )

  test('is a toast that leads to it, and counts in the bell', async () => {
    listen()
    expect(socket().url).toContain('organisation=acme')
    await says({ type: 'notification', data: fresh() })
    expect(await screen.findByText('412 errors')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Notifications, 1 unread' })).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Show' }))
    expect(navigation.push).toHaveBeenCalledWith('/alerts/?id=3')
  })

  test('is shown once, however often it comes, and in whatever tab', async () => {
    listen()
    localStorage.setItem('elk.news.shown', JSON.stringify([`${ALICE.id}:8`]))
    await says({ type: 'notification', data: fresh() }, { type: 'notification', data: fresh() })
    await says({ type: 'notification', data: fresh({ id: 8, title: 'shown in another tab' }) })
    expect(await screen.findAllByText('Checkout fails')).toHaveLength(1)
    expect(screen.queryByText('shown in another tab')).toBeNull()
    expect(JSON.parse(localStorage.getItem('elk.news.shown')!)).toEqual(['1:8', '1:7'])
  })

  test('is left to the tab that is looked at', async () => {
    hidden(true)
    listen()
    await says({ type: 'notification', data: fresh({ id: 9 }) })
    expect(localStorage.getItem('elk.news.shown') ?? '').not.toContain('1:9')
    localStorage.setItem('elk.news.shown', JSON.stringify(['1:9'])) // the other one was quicker
    await new Promise((done) => setTimeout(done, 600))
    expect(screen.queryByText('Checkout fails')).toBeNull()
  })

  test('comes after a reconnect, asked for by the last id that was seen', async () => {
    listen()
    await says({ type: 'unread', data: { unread: 2, newest: 41 } })
    expect(screen.getByRole('button', { name: 'Notifications, 2 unread' })).toBeVisible()
    const first = socket()
    vi.spyOn(Math, 'random').mockReturnValue(0)
    act(() => first.end())
    await waitFor(() => expect(socket()).not.toBe(first), { timeout: 3000 })
    expect(socket().url).toContain('since=41')
    const missed = [42, 43, 44, 45].map((id) => ({
      type: 'notification',
      data: fresh({ id, missed: true, title: `n${id}` }),
    }))
    await says(...missed, { type: 'unread', data: { unread: 6, newest: 45 } })
    expect(await screen.findByText('4 notifications while you were away')).toBeVisible()
    expect(screen.queryByText('n42')).toBeNull()
  })

  test('is not a toast where that is not wanted, and is counted all the same', async () => {
    listen()
    await says({ type: 'notification', data: fresh({ toast: false, unread: 5 }) })
    expect(await screen.findByRole('button', { name: 'Notifications, 5 unread' })).toBeVisible()
    await new Promise((done) => setTimeout(done, 50))
    expect(screen.queryByText('Checkout fails')).toBeNull()
  })

  test('is shown by the browser while nobody looks, where that is allowed', async () => {
    const shown = vi.fn()
    class Fake {
      static permission = 'granted'
      close = vi.fn()
      constructor(title: string, options: object) {
        shown(title, options)
      }
    }
    vi.stubGlobal('Notification', Fake)
    hidden(true)
    listen()
    await says({ type: 'notification', data: fresh({ id: 50, browser: true, toast: false }) })
    await waitFor(() =>
      expect(shown).toHaveBeenCalledWith(
        'Checkout fails',
        expect.objectContaining({ body: '412 errors', tag: 'elk-50' }),
      ),
    )
  })

  test('makes lists elsewhere be asked for again', async () => {
    const { client } = listen()
    const again = vi.spyOn(client, 'invalidateQueries')
    await says({ type: 'notification', data: fresh({ kind: 'reparse' }) })
    expect(again).toHaveBeenCalledWith({ queryKey: ['reparses'] })
  })

  test('that was read on another page is counted down', async () => {
    listen()
    await says({ type: 'notification', data: fresh({ unread: 3 }) })
    await says({ type: 'read', data: { ids: [7], all: false, read: true, unread: 2 } })
    expect(await screen.findByRole('button', { name: 'Notifications, 2 unread' })).toBeVisible()
  })
})

describe('the bell', () => {
  const open = async () => {
    renderAs(<Bell closed={false} />)
    await userEvent.click(await screen.findByRole('button', { name: /^Notifications, \d+ unread/ }))
    return within(await screen.findByRole('dialog', { name: 'Notifications' }))
  }

  test('an alert is acknowledged where one reads of it', async () => {
    told(NEWS)
    const heard = reads()
    const acknowledged = vi.fn()
    server.use(
      http.post('*/api/v1/alerts/3/acknowledge/', () => {
        acknowledged()
        return HttpResponse.json({})
      }),
    )
    const bell = await open()
    await userEvent.click(await bell.findByRole('button', { name: 'Acknowledge “Checkout fails”' }))
    await waitFor(() => expect(acknowledged).toHaveBeenCalled())
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ ids: [7], read: true }))
  })

  test('everything is marked as read', async () => {
    told(NEWS, { ...NEWS, id: 6, title: 'an older one' })
    const heard = reads()
    const bell = await open()
    await userEvent.click(await bell.findByRole('button', { name: 'Mark all as read' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ all: true }))
  })

  test('following one reads it', async () => {
    told(NEWS)
    const heard = reads()
    const bell = await open()
    await userEvent.click(await bell.findByRole('link', { name: 'Checkout fails' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ ids: [7], read: true }))
  })
})

describe('the page', () => {
  test('lists, narrows, and marks as unread again', async () => {
    const asked = vi.fn()
    server.use(
      http.get('*/api/v1/notifications/', ({ request }) => {
        asked(new URL(request.url).searchParams.toString())
        return HttpResponse.json({ results: [{ ...NEWS, read: true }], next: null, unread: 0 })
      }),
    )
    const heard = reads()
    renderAs(<NotificationsPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Mark “Checkout fails” as unread' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ ids: [7], read: false }))
    expect(screen.queryByRole('button', { name: /Acknowledge/ })).toBeNull()
    await userEvent.click(screen.getByRole('switch', { name: 'Unread only' }))
    await waitFor(() => expect(asked).toHaveBeenCalledWith('unread=true&limit=50'))
  })

  test('says so when there is nothing', async () => {
    renderAs(<NotificationsPage />)
    expect(await screen.findByText('Nothing yet')).toBeVisible()
  })
})

describe('how one is told', () => {
  const WAY = { minimum: 'info', toast: true, sound: false, browser: false, email: false }
  const WAYS = { alert: WAY, upload: WAY, reparse: WAY, report: WAY, system: WAY }
  const open = () => {
    const heard = vi.fn()
    server.use(
      answers('/notifications/preferences/', WAYS),
      http.put('*/api/v1/notifications/preferences/', async ({ request }) => {
        const wish = (await request.json()) as { alert: object }
        heard(wish)
        return HttpResponse.json({ ...WAYS, alert: { ...WAY, ...wish.alert } })
      }),
    )
    renderAs(<NotificationSettings />)
    return heard
  }
  const alerts = async () => within(await screen.findByRole('listitem', { name: 'Alerts' }))

  test('is chosen for each kind', async () => {
    const heard = open()
    await userEvent.click((await alerts()).getByRole('switch', { name: 'Sound' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ alert: { sound: true } }))
    await userEvent.click((await alerts()).getByRole('combobox', { name: /from which severity/ }))
    await userEvent.click(await screen.findByRole('option', { name: 'From error on' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith({ alert: { minimum: 'error' } }))
  })

  test('the browser is asked only when somebody pressed for it, and its no is respected', async () => {
    const requestPermission = vi.fn(() => Promise.resolve('denied'))
    vi.stubGlobal('Notification', { permission: 'default', requestPermission })
    const heard = open()
    await alerts()
    expect(requestPermission).not.toHaveBeenCalled()
    await userEvent.click((await alerts()).getByRole('switch', { name: 'Browser' }))
    expect(requestPermission).toHaveBeenCalledOnce()
    expect(await screen.findByText(/does not let this site notify you/)).toBeVisible()
    expect(heard).not.toHaveBeenCalled()
  })
})
