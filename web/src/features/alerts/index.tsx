'use client'

import { Plus } from 'lucide-react'

import { PageHeader } from '@/components/page-header'
import { Button, Tab, TabPanel, Tabs, TabsList } from '@/components/ui'
import { useMay } from '@/features/session'

import { AlertDetail } from './alerts/detail'
import { AlertList } from './alerts/list'
import { TABS, usePlace } from './place'
import type { TabName } from './place'
import { Routing } from './routing'
import { RuleEditor } from './rules/editor'
import { RuleList } from './rules/list'
import { Silences } from './silences'

const NAMES: Record<TabName, string> = {
  alerts: 'Alerts',
  rules: 'Rules',
  silences: 'Silences',
  routing: 'Who is told',
}

/** Everything about being told: what fires, the rules, when not to be told, and who is. */
export function Alerts() {
  const [place, go] = usePlace()
  const mayEdit = useMay('editor')
  if (place.rule !== null) return <RuleEditor key={place.rule} id={place.rule} />
  return (
    <>
      <PageHeader title="Alerts">
        {mayEdit && place.tab !== 'rules' && (
          <Button onClick={() => void go({ rule: 0 })}>
            <Plus aria-hidden /> New rule
          </Button>
        )}
      </PageHeader>
      <Tabs
        value={place.tab}
        onValueChange={(tab) => void go({ tab: tab as TabName, id: null })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabsList aria-label="Alerts" className="shrink-0 bg-surface px-4">
          {TABS.map((tab) => (
            <Tab key={tab} value={tab}>
              {NAMES[tab]}
            </Tab>
          ))}
        </TabsList>
        <div className="flex min-h-0 flex-1">
          <div className="min-h-0 min-w-0 flex-1 overflow-auto">
            <div className="mx-auto max-w-6xl p-3 sm:p-4">
              <TabPanel value="alerts" className="flex flex-col gap-4">
                <AlertList />
              </TabPanel>
              <TabPanel value="rules">
                <RuleList />
              </TabPanel>
              <TabPanel value="silences">
                <Silences />
              </TabPanel>
              <TabPanel value="routing">
                <Routing />
              </TabPanel>
            </div>
          </div>
          {place.tab === 'alerts' && place.id !== null && <AlertDetail key={place.id} id={place.id} />}
        </div>
      </Tabs>
    </>
  )
}
