import '@testing-library/jest-dom/vitest'

import { cleanup } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'

import { nextNavigation, resetNavigation } from './navigation'
import { server } from './server'
import { useFakeSockets } from './socket'

vi.mock('next/navigation', () => nextNavigation)

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(useFakeSockets)
afterEach(() => {
  cleanup()
  resetNavigation()
  server.resetHandlers()
  localStorage.clear()
  document.cookie = 'csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT'
})
afterAll(() => server.close())

// What jsdom does not have and Radix, cmdk and the charts ask for.
class Observer {
  observe = () => undefined
  unobserve = () => undefined
  disconnect = () => undefined
}
vi.stubGlobal('ResizeObserver', Observer)
vi.stubGlobal('IntersectionObserver', Observer)
// The editor measures its text.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList
Element.prototype.scrollIntoView = () => undefined
Element.prototype.hasPointerCapture = () => false
Element.prototype.setPointerCapture = () => undefined
Element.prototype.releasePointerCapture = () => undefined
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 640 })
window.matchMedia = (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList
window.PointerEvent = class extends MouseEvent {
  pointerId = 1
} as unknown as typeof PointerEvent
