'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'

import { PageHeader } from '@/components/page-header'
import { Tab, TabPanel, Tabs, TabsList } from '@/components/ui'

import { TwoFactor } from '@/features/session'

import { Appearance } from './appearance'
import { Audit } from './audit'
import { Keys } from './keys'
import { Members } from './members'
import { OrganisationSettings } from './organisation'
import { PasswordSettings } from './password'
import { Profile } from './profile'
import { Sessions } from './sessions'
import { UsageSettings } from './usage'

const TABS = [
  'profile',
  'password',
  'two-factor',
  'sessions',
  'appearance',
  'notifications',
  'keys',
  'channels',
  'members',
  'organisation',
  'usage',
  'audit',
] as const

const NAMES: Record<(typeof TABS)[number], string> = {
  profile: 'Profile',
  password: 'Password',
  'two-factor': 'Two-factor',
  sessions: 'Sessions',
  appearance: 'Appearance',
  notifications: 'Notifications',
  keys: 'API keys',
  channels: 'Channels',
  members: 'Members',
  organisation: 'Organisation',
  usage: 'Usage',
  audit: 'Audit',
}

export interface SettingsProps {
  /** How one is told, and where the organisation is: another feature's to know. */
  notifications?: ReactNode
  channels?: ReactNode
}

export function Settings({ notifications, channels }: SettingsProps) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('profile'))
  const panels: Record<(typeof TABS)[number], ReactNode> = {
    profile: <Profile />,
    password: <PasswordSettings />,
    'two-factor': <TwoFactor />,
    sessions: <Sessions />,
    appearance: <Appearance />,
    notifications,
    keys: <Keys />,
    channels,
    members: <Members />,
    organisation: <OrganisationSettings />,
    usage: <UsageSettings />,
    audit: <Audit />,
  }
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
              {NAMES[name]}
            </Tab>
          ))}
        </TabsList>
        <div className="min-h-0 flex-1 overflow-auto">
          {TABS.map((name) => (
            <TabPanel key={name} value={name} className="mx-auto max-w-4xl px-4 py-6 sm:px-6">
              {panels[name]}
            </TabPanel>
          ))}
        </div>
      </Tabs>
    </>
  )
}
