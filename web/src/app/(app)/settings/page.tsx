import type { Metadata } from 'next'

import { ChannelSettings, NotificationSettings } from '@/features/notifications'
import { Settings } from '@/features/settings'

export const metadata: Metadata = { title: 'Settings' }

export default function SettingsPage() {
  return <Settings notifications={<NotificationSettings />} channels={<ChannelSettings />} />
}
