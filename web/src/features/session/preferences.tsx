'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useMemo, type ReactNode } from 'react'

import { patch } from '@/lib/api'
import type { Density, Me, Preferences, Theme } from '@/lib/model'
import { applyDensity, applyTheme } from '@/lib/theme'

import { useSession } from './session'

export interface Chosen {
  theme: Theme
  density: Density
  timezone: string
  time_format: 'iso' | 'local' | 'relative'
}

interface Value {
  preferences: Chosen
  /** Everything the server keeps for the person, for features with keys of their own. */
  all: Preferences
  change: (some: Preferences) => void
}

const Context = createContext<Value | null>(null)

const filled = (some: Preferences): Chosen => ({
  theme: some.theme ?? 'system',
  density: some.density ?? 'compact',
  timezone: some.timezone ?? 'local',
  time_format: some.time_format ?? 'iso',
})

export function usePreferences(): Value {
  const value = useContext(Context)
  if (!value) throw new Error('usePreferences needs a Guard above it')
  return value
}

/** Shows a change at once and tells the server; when the server refuses, the old choice comes back. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const { me } = useSession()
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (preferences: Preferences) => patch<Me>('/auth/me/', { preferences }),
    onMutate: (preferences) => {
      const before = client.getQueryData<Me>(['me'])
      if (before) client.setQueryData<Me>(['me'], { ...before, preferences })
      return { before }
    },
    onError: (_problem, _wanted, context) => context?.before && client.setQueryData(['me'], context.before),
  })
  const all = useMemo(() => me.preferences ?? {}, [me.preferences])
  const preferences = useMemo(() => filled(all), [all])
  useEffect(() => applyTheme(preferences.theme), [preferences.theme])
  useEffect(() => applyDensity(preferences.density), [preferences.density])

  const change = useCallback((some: Preferences) => mutate({ ...all, ...some }), [mutate, all])
  const value = useMemo(() => ({ preferences, all, change }), [preferences, all, change])
  return <Context.Provider value={value}>{children}</Context.Provider>
}
