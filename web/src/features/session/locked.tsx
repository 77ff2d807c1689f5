'use client'

import type { ReactNode } from 'react'

import { Button } from '@/components/ui'

import { useSession } from './session'
import { TwoFactor } from './two-factor'

/** Where the organisation requires a second factor, whoever has none sets one up before seeing anything. */
export function Unlocked({ children }: { children: ReactNode }) {
  const { me, organisation, choose, logout } = useSession()
  const locked = me.locked ?? []
  if (!organisation || !locked.includes(organisation.tenant)) return children
  const elsewhere = me.organisations.filter(({ tenant }) => !locked.includes(tenant))
  return (
    <main className="mx-auto max-w-2xl px-6 py-12">
      <h1 className="text-xl">{organisation.name} asks for two-factor sign-in</h1>
      <p className="mt-1 mb-8 text-sm text-ink-3">Set it up, and you are in. It takes a minute.</p>
      <TwoFactor />
      <p className="flex flex-wrap gap-2">
        {elsewhere.map(({ tenant, name }) => (
          <Button key={tenant} onClick={() => choose(tenant)}>
            Go to {name} instead
          </Button>
        ))}
        <Button onClick={() => void logout()}>Log out</Button>
      </p>
    </main>
  )
}
