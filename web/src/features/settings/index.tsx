'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ComponentType } from 'react'

import { PageHeader } from '@/components/page-header'
import { Tab, TabPanel, Tabs, TabsList } from '@/components/ui'

import { Appearance } from './appearance'
import { Keys } from './keys'
import { Members } from './members'
import { OrganisationSettings } from './organisation'
import { PasswordSettings } from './password'
import { Profile } from './profile'
import { Sessions } from './sessions'

const TABS = ['profile', 'password', 'sessions', 'appearance', 'keys', 'members', 'organisation'] as const

const PANELS: Record<(typeof TABS)[number], { name: string; Panel: ComponentType }> = {
  profile: { name: 'Profile', Panel: Profile },
  password: { name: 'Password', Panel: PasswordSettings },
  sessions: { name: 'Sessions', Panel: Sessions },
  appearance: { name: 'Appearance', Panel: Appearance },
  keys: { name: 'API keys', Panel: Keys },
  members: { name: 'Members', Panel: Members },
  organisation: { name: 'Organisation', Panel: OrganisationSettings },
}

export function Settings() {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('profile'))
  return (
    <>
      <PageHeader title="Settings" />
      <Tabs
        value={tab}
        onValueChange={(next) => void setTab(next as (typeof TABS)[number])}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabsList aria-label="Settings" className="shrink-0 bg-surface px-4">
          {TABS.map((name) => (
            <Tab key={name} value={name}>
              {PANELS[name].name}
            </Tab>
          ))}
        </TabsList>
        <div className="min-h-0 flex-1 overflow-auto">
          {TABS.map((name) => {
            const { Panel } = PANELS[name]
            return (
              <TabPanel key={name} value={name} className="mx-auto max-w-4xl px-4 py-6 sm:px-6">
                <Panel />
              </TabPanel>
            )
          })}
        </div>
      </Tabs>
    </>
  )
}
