import { useQuery } from '@tanstack/react-query'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { Toaster } from 'sonner'
import { describe, expect, test, vi } from 'vitest'

import { get } from '@/lib/api'
import { navigation } from '@/testing/navigation'
import { renderAs } from '@/testing/render'
import { ALICE, answers, server } from '@/testing/server'

import { Frame, FrameSkeleton } from '.'
import { PAGES } from './pages'

const show = () =>
  renderAs(
    <Frame>
      <input aria-label="the page’s own field" />
      <Toaster />
    </Frame>,
  )
const key = (name: string, options = {}) => fireEvent.keyDown(document.body, { key: name, ...options })
const rail = () => within(screen.getAllByRole('navigation', { name: 'Pages' })[0]!)

describe('the rail', () => {
  test('has every page, and says which one is open', () => {
    show()
    const links = rail().getAllByRole('link').slice(1)
    expect(links.map((link) => link.textContent)).toEqual(PAGES.map(({ name }) => name))
    expect(rail().getByRole('link', { current: 'page' })).toHaveTextContent('Dashboard')
  })

  test('folds, keeps its names for those who cannot see it, and remembers', async () => {
    show()
    await userEvent.click(screen.getByRole('button', { name: 'Fold the navigation' }))
    expect(rail().getByRole('link', { name: 'Explorer' })).toBeVisible()
    expect(localStorage.getItem('elk.rail')).toBe('closed')
    await userEvent.click(screen.getByRole('button', { name: 'Unfold the navigation' }))
    expect(localStorage.getItem('elk.rail')).toBe('open')
  })
})

describe('the keys', () => {
  test('g and a letter go to a page', () => {
    show()
    key('g')
    key('u')
    expect(navigation.push).toHaveBeenCalledWith('/upload/')
  })

  test('a letter alone, or one that is typed into a field, goes nowhere', () => {
    show()
    key('u')
    const field = screen.getByLabelText('the page’s own field')
    fireEvent.keyDown(field, { key: 'g' })
    fireEvent.keyDown(field, { key: 'u' })
    expect(navigation.push).not.toHaveBeenCalled()
  })

  test('? shows the keys', async () => {
    show()
    key('?')
    expect(await screen.findByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  })
})

describe('the palette', () => {
  const open = async () => {
    show()
    key('k', { ctrlKey: true })
    return screen.findByRole('combobox')
  }

  test('goes to a page that is typed', async () => {
    await userEvent.type(await open(), 'uplo{Enter}')
    expect(navigation.push).toHaveBeenCalledWith('/upload/')
  })

  test('searches the logs for what is no command', async () => {
    await userEvent.type(await open(), 'disk full xyz{Enter}')
    expect(navigation.push).toHaveBeenCalledWith('/explorer/?q=disk+full+xyz')
  })

  test('changes the theme', async () => {
    const told = vi.fn()
    server.use(
      http.patch('*/api/v1/auth/me/', async ({ request }) => {
        told(await request.json())
        return HttpResponse.json(ALICE)
      }),
    )
    await userEvent.type(await open(), 'theme dark{Enter}')
    await waitFor(() => expect(told).toHaveBeenCalledWith({ preferences: { theme: 'dark' } }))
  })

  test('closes with the key that opened it', async () => {
    await open()
    key('k', { metaKey: true })
    await waitFor(() => expect(screen.queryByRole('combobox')).toBeNull())
  })
})

test('the organisation is changed in its menu', async () => {
  show()
  await userEvent.click(screen.getAllByRole('button', { name: 'Organisation: Acme' })[0]!)
  await userEvent.click(await screen.findByRole('menuitem', { name: /Globex/ }))
  expect(await screen.findAllByRole('button', { name: 'Organisation: Globex' })).not.toHaveLength(0)
})

describe('the user menu', () => {
  test('logs out', async () => {
    const left = vi.fn()
    server.use(
      http.post('*/api/v1/auth/logout/', () => {
        left()
        return HttpResponse.json({ error: { message: 'Not now.' } }, { status: 503 })
      }),
    )
    show()
    await userEvent.click(screen.getAllByRole('button', { name: 'You: Alice' })[0]!)
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Log out' }))
    expect(await screen.findByText('You are still logged in.')).toBeVisible()
    expect(left).toHaveBeenCalled()
  })
})

describe('what is lost', () => {
  test('a lost network is a line on top, until it is back', () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    show()
    expect(screen.getByText(/You are offline/)).toBeVisible()
    online.mockReturnValue(true)
    fireEvent(window, new Event('online'))
    expect(screen.queryByText(/You are offline/)).toBeNull()
  })

  test('a lost server is a line on top, until it answers', async () => {
    let there = false
    server.use(
      http.get('*/api/v1/logs/count/', () =>
        there ? HttpResponse.json({ count: 1 }) : HttpResponse.error(),
      ),
      answers('/setup/', {}),
    )
    const Asking = () => {
      const { refetch } = useQuery({ queryKey: ['count'], queryFn: () => get('/logs/count/') })
      return <button onClick={() => void refetch()}>again</button>
    }
    renderAs(
      <Frame>
        <Asking />
      </Frame>,
    )
    expect(await screen.findByText(/The server cannot be reached/)).toBeVisible()
    there = true
    await userEvent.click(screen.getByText('again'))
    await waitFor(() => expect(screen.queryByText(/The server cannot be reached/)).toBeNull())
  })
})

test('while it is not known who asks, the frame’s outline is there', () => {
  renderAs(<FrameSkeleton />)
  expect(screen.getByRole('status', { name: 'Loading' })).toBeVisible()
})
