'use client'

import {
  BellRing,
  Building2,
  Keyboard,
  KeyRound,
  LogOut,
  Rows3,
  Search,
  TriangleAlert,
  UserPlus,
} from 'lucide-react'
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'

import { Kbd } from '@/components/ui/kbd'
import { usePreferences, useSession } from '@/features/session'
import { leave } from '@/lib/leaving'
import { explorerLink } from '@/lib/links'

import { openHelp } from './keys'
import { PAGES } from './pages'
import { THEMES } from './user-menu'

/** Everything one can go to or do, found by typing. What is no command is looked for in the logs. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const router = useRouter()
  const { me, organisation, choose, logout } = useSession()
  const { preferences, change } = usePreferences()
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  const go = (href: string) => run(() => leave(() => router.push(href)))
  const others = me.organisations.filter(({ tenant }) => tenant !== organisation?.tenant)

  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Command palette"
      overlayClassName="fixed inset-0 z-40 bg-scrim"
      contentClassName="fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 animate-pop overflow-hidden rounded-lg bg-raised shadow-pop"
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Go to a page, do something, or search the logs"
        className="h-12 w-full border-b bg-transparent px-4 text-base text-ink focus-visible:outline-none"
      />
      <Command.List className="max-h-[min(420px,60vh)] overflow-auto p-1 pb-2">
        <Command.Group heading="Go to">
          {PAGES.map(({ name, href, icon: Icon, key, also }) => (
            <Entry key={href} icon={<Icon />} keys={`g ${key}`} words={also} onSelect={go(href)}>
              {name}
            </Entry>
          ))}
          <Entry icon={<BellRing />} words="bell messages unread" onSelect={go('/notifications/')}>
            Notifications
          </Entry>
        </Command.Group>
        <Command.Group heading="Do">
          <Entry
            icon={<TriangleAlert />}
            words="problems failures exceptions critical"
            onSelect={go(explorerLink({ q: 'level:(error OR critical)', from: 'now-1h', to: 'now' }))}
          >
            Show the last hour’s errors
          </Entry>
          <Entry icon={<KeyRound />} words="token credential" onSelect={go('/settings/?tab=keys')}>
            Make an API key
          </Entry>
          <Entry icon={<UserPlus />} words="member team colleague" onSelect={go('/settings/?tab=members')}>
            Invite somebody
          </Entry>
          {THEMES.map(({ value, name, icon: Icon }) => (
            <Entry
              key={value}
              icon={<Icon />}
              words="appearance colour mode"
              onSelect={run(() => change({ theme: value }))}
            >
              Theme: {name.toLowerCase()}
            </Entry>
          ))}
          <Entry
            icon={<Rows3 />}
            words="row height spacing"
            onSelect={run(() =>
              change({ density: preferences.density === 'compact' ? 'comfortable' : 'compact' }),
            )}
          >
            Density: {preferences.density === 'compact' ? 'comfortable' : 'compact'} rows
          </Entry>
          <Entry icon={<Keyboard />} keys="?" words="shortcuts" onSelect={run(openHelp)}>
            Keyboard help
          </Entry>
          <Entry icon={<LogOut />} words="sign out leave" onSelect={run(() => void logout())}>
            Log out
          </Entry>
        </Command.Group>
        {others.length > 0 && (
          <Command.Group heading="Organisation">
            {others.map(({ tenant, name }) => (
              <Entry
                key={tenant}
                icon={<Building2 />}
                words="switch"
                onSelect={run(() => leave(() => choose(tenant)))}
              >
                Change to {name}
              </Entry>
            ))}
          </Command.Group>
        )}
        {text.trim() && (
          <Command.Group heading="Logs" forceMount>
            <Command.Item
              forceMount
              value={`search logs ${text}`}
              onSelect={go(explorerLink({ q: text.trim() }))}
              className={look}
            >
              <Search />
              <span className="min-w-0 truncate">
                Search the logs for <span className="font-mono text-ink">{text.trim()}</span>
              </span>
            </Command.Item>
          </Command.Group>
        )}
      </Command.List>
    </Command.Dialog>
  )
}

const look =
  'flex h-9 items-center gap-3 rounded-md px-2 text-sm text-ink-2 select-none data-[selected=true]:bg-hover data-[selected=true]:text-ink [&_svg]:size-4 [&_svg]:text-ink-3'

interface EntryProps {
  icon: ReactNode
  words: string
  keys?: string
  onSelect: () => void
  children: ReactNode
}

function Entry({ icon, words, keys, onSelect, children }: EntryProps) {
  return (
    <Command.Item keywords={words.split(' ')} onSelect={onSelect} className={look}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <Kbd>{keys}</Kbd>}
    </Command.Item>
  )
}
