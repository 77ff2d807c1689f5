import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { NuqsTestingAdapter, type OnUrlUpdateFunction } from 'nuqs/adapters/testing'
import type { ReactNode } from 'react'

import { TooltipProvider } from '@/components/ui/tooltip'
import { PreferencesProvider, SessionProvider } from '@/features/session'
import type { Me } from '@/lib/model'

import { ALICE } from './server'

interface Options {
  /** The query string, as nuqs sees it. */
  search?: string
  onUrlUpdate?: OnUrlUpdateFunction
  me?: Me
}

/** A client that gives up at once, so that failing faces show without waiting. */
export const quickClient = () => new QueryClient({ defaultOptions: { queries: { retry: false } } })

/** Renders with everything a feature expects above it but a session. */
export function renderBare(node: ReactNode, { search, onUrlUpdate }: Options = {}) {
  const client = quickClient()
  const view = render(
    <QueryClientProvider client={client}>
      <NuqsTestingAdapter searchParams={search} onUrlUpdate={onUrlUpdate} hasMemory>
        <TooltipProvider>{node}</TooltipProvider>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  )
  return { ...view, client }
}

/** Renders as Alice (or whoever is given) sees it. */
export function renderAs(node: ReactNode, options: Options = {}) {
  const me = options.me ?? ALICE
  return renderBare(
    <SessionProvider me={me}>
      <PreferencesProvider>{node}</PreferencesProvider>
    </SessionProvider>,
    options,
  )
}
