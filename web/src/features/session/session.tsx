'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'

import { get, post, setOrganisation } from '@/lib/api'
import type { Me, Membership, Role } from '@/lib/model'
import { recall, remember } from '@/lib/storage'

export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/auth/me/', undefined, signal),
    staleTime: 30_000,
  })

export interface Session {
  me: Me
  /** The organisation everything on screen is about; null for somebody who belongs to none. */
  organisation: Membership | null
  choose: (tenant: string) => void
  logout: () => Promise<void>
}

const Context = createContext<Session | null>(null)

/** Who is asking. Only below a `Guard`, which waits until it is known. */
export function useSession(): Session {
  const session = useContext(Context)
  if (!session) throw new Error('useSession needs a Guard above it')
  return session
}

/** The tenant for query keys and sockets: what is fetched for one is never shown for another. */
export const useTenant = (): string => useSession().organisation?.tenant ?? ''

const RANKS: readonly Role[] = ['viewer', 'editor', 'admin', 'owner']

/** Whether the person may do what this role (or a higher one) may. */
export function useMay(role: Role): boolean {
  const { organisation } = useSession()
  return organisation !== null && RANKS.indexOf(organisation.role) >= RANKS.indexOf(role)
}

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  const client = useQueryClient()
  const [wanted, setWanted] = useState(() => recall('elk.organisation'))
  const organisation = me.organisations.find((each) => each.tenant === wanted) ?? me.organisations[0] ?? null
  // Before the children's first fetch, hence not in an effect.
  setOrganisation(organisation?.tenant ?? null)
  useEffect(() => () => setOrganisation(null), [])

  const choose = useCallback((tenant: string) => {
    remember('elk.organisation', tenant)
    setWanted(tenant)
  }, [])
  const logout = useCallback(async () => {
    const answer = await post<{ go_to: string } | undefined>('/auth/logout/')
    client.clear()
    location.assign(answer?.go_to ?? '/login/')
  }, [client])
  const session = useMemo(() => ({ me, organisation, choose, logout }), [me, organisation, choose, logout])
  return <Context.Provider value={session}>{children}</Context.Provider>
}
