'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { Suspense, useState, type ReactNode } from 'react'
import { Toaster } from 'sonner'

import { TooltipProvider } from '@/components/ui/tooltip'
import { ApiError } from '@/lib/api'

/** What the server refused stays refused; what it could not do may work the second time. */
const retry = (failures: number, problem: Error) =>
  failures < 2 && !(problem instanceof ApiError && problem.status >= 400 && problem.status < 500)

const makeClient = () =>
  new QueryClient({
    defaultOptions: { queries: { retry, staleTime: 5_000, refetchOnWindowFocus: false } },
  })

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient)
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>
        <TooltipProvider>
          {/* An export knows no query string until it runs in a browser. */}
          <Suspense>{children}</Suspense>
        </TooltipProvider>
      </NuqsAdapter>
      <Toaster
        position="bottom-right"
        toastOptions={{
          unstyled: true,
          classNames: {
            toast:
              'flex w-[356px] max-w-full items-start gap-2.5 rounded-lg bg-raised p-3 text-sm text-ink shadow-pop font-sans',
            title: 'font-medium',
            description: 'text-ink-3',
            icon: 'mt-0.5 text-accent shrink-0',
            error: '[&_[data-icon]]:text-sev-error',
            content: 'min-w-0 flex-1',
            actionButton:
              'ml-auto shrink-0 self-center rounded-md px-2 h-7 text-xs text-accent hover:bg-hover',
          },
        }}
      />
    </QueryClientProvider>
  )
}
