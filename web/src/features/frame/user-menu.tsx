'use client'

import { BookOpen, Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'

import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from '@/components/ui/menu'
import { usePreferences, useSession } from '@/features/session'
import type { Theme } from '@/lib/model'

import { openHelp } from './keys'

export const THEMES: readonly { value: Theme; name: string; icon: typeof Sun }[] = [
  { value: 'light', name: 'Light', icon: Sun },
  { value: 'dark', name: 'Dark', icon: Moon },
  { value: 'system', name: 'As the system', icon: Monitor },
]

export function UserMenu({ closed, side = 'top' }: { closed: boolean; side?: 'top' | 'bottom' }) {
  const { me, logout } = useSession()
  const { preferences, change } = usePreferences()
  const router = useRouter()
  const name = me.name || me.username
  const leave = () =>
    logout().catch((problem: unknown) =>
      toast.error('You are still logged in.', {
        description: problem instanceof Error ? problem.message : undefined,
      }),
    )
  return (
    <Menu>
      <MenuTrigger
        aria-label={`You: ${name}`}
        className="flex h-8 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-hover data-[state=open]:bg-hover"
      >
        <span
          aria-hidden
          className="inline-flex size-5 shrink-0 items-center justify-center rounded-full bg-active text-2xs font-semibold text-ink-2"
        >
          {(name[0] ?? '?').toUpperCase()}
        </span>
        {!closed && <span className="min-w-0 truncate text-ink-2">{name}</span>}
      </MenuTrigger>
      <MenuContent side={side} className="w-60">
        <MenuLabel>{me.email}</MenuLabel>
        <MenuItem icon={<UserRound />} onSelect={() => router.push('/settings/')}>
          Profile and settings
        </MenuItem>
        <MenuItem icon={<Keyboard />} keys="?" onSelect={openHelp}>
          Keyboard help
        </MenuItem>
        <MenuItem icon={<BookOpen />} onSelect={() => window.open('/api/docs/', '_blank', 'noopener')}>
          API documentation
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        {THEMES.map(({ value, name: themeName, icon: Icon }) => (
          <MenuItem
            key={value}
            icon={<Icon />}
            checked={preferences.theme === value}
            onSelect={(event) => {
              event.preventDefault()
              change({ theme: value })
            }}
          >
            {themeName}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={<LogOut />} onSelect={() => void leave()}>
          Log out
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
