import { vi } from 'vitest'

/** Where the app stands and where it was sent, for tests that have no Next.js around them. */
export const navigation = {
  pathname: '/dashboard/',
  search: '',
  push: vi.fn<(href: string) => void>(),
  replace: vi.fn<(href: string) => void>(),
}

// The same object each time, as Next.js gives it: effects that depend on it must not run again.
const router = {
  push: (href: string) => navigation.push(href),
  replace: (href: string) => navigation.replace(href),
  prefetch: () => undefined,
}

export const nextNavigation = {
  useRouter: () => router,
  usePathname: () => navigation.pathname,
  useSearchParams: () => new URLSearchParams(navigation.search),
}

export function resetNavigation() {
  navigation.pathname = '/dashboard/'
  navigation.search = ''
  navigation.push.mockReset()
  navigation.replace.mockReset()
}
