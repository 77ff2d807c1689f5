'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, type ReactNode } from 'react'

import { Failing } from '@/components/query-state'
import { ApiError } from '@/lib/api'

import { Unlocked } from './locked'
import { PreferencesProvider } from './preferences'
import { SessionProvider, useMe } from './session'
import { useSetup } from './setup'

export interface GuardProps {
  /** What is seen until it is known who asks. */
  waiting: ReactNode
  children: ReactNode
}

/** Lets people in, and sends strangers to the login (or, on a new installation, to make the owner) and back. */
export function Guard({ waiting, children }: GuardProps) {
  const me = useMe()
  const router = useRouter()
  const setup = useSetup()
  const path = usePathname()
  const search = useSearchParams().toString()
  const stranger = me.error instanceof ApiError && (me.error.status === 401 || me.error.status === 403)

  useEffect(() => {
    if (!stranger || setup.isPending) return
    if (setup.data?.needs_owner) router.replace('/setup/')
    else router.replace(`/login/?next=${encodeURIComponent(path + (search ? `?${search}` : ''))}`)
  }, [stranger, setup.isPending, setup.data, router, path, search])

  if (stranger) return waiting
  if (me.data) {
    return (
      <SessionProvider me={me.data}>
        <PreferencesProvider>
          <Unlocked>{children}</Unlocked>
        </PreferencesProvider>
      </SessionProvider>
    )
  }
  if (me.error)
    return <Failing error={me.error} retry={() => void me.refetch()} className="h-dvh justify-center" />
  return waiting
}
