'use client'

import { PageHeader } from '@/components/page-header'
import { Tab, TabPanel, Tabs, TabsList } from '@/components/ui'

import { AnomaliesTab } from './anomalies'
import { useAsked } from './asked'
import { AskingRow } from './asking-row'
import { CompareTab } from './compare'
import { ExploreTab } from './explore'
import { Kibana } from './kibana'
import { OverviewTab } from './overview'
import { PatternsTab } from './patterns'
import { TABS, usePlace, type TabName } from './place'
import { useKibana } from './queries'

const NAMES: Record<TabName, string> = {
  overview: 'Overview',
  explorer: 'Explorer',
  compare: 'Compare',
  patterns: 'Patterns',
  anomalies: 'Anomalies',
  kibana: 'Kibana',
}

/** The shape of things: how much, what is otherwise, what lines say, and what is not as usual. */
export function Analytics() {
  const [place, go] = usePlace()
  const { asked, again } = useAsked(place)
  const kibana = useKibana()
  const tabs = TABS.filter((tab) => tab !== 'kibana' || kibana)
  const tab = tabs.includes(place.tab) ? place.tab : 'overview'
  const shared = { place, go, asked }
  return (
    <>
      <PageHeader title="Analytics" />
      <Tabs
        value={tab}
        onValueChange={(next) => void go({ tab: next as TabName })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabsList aria-label="Analytics" className="shrink-0 bg-surface px-4">
          {tabs.map((each) => (
            <Tab key={each} value={each}>
              {NAMES[each]}
            </Tab>
          ))}
        </TabsList>
        {tab !== 'kibana' && (
          <AskingRow place={place} go={go} again={again} ranged={tab !== 'anomalies' || place.to !== 'now'} />
        )}
        <div className="min-h-0 flex-1 overflow-auto">
          <div className="mx-auto flex max-w-6xl flex-col p-3 sm:p-4">
            <TabPanel value="overview">
              <OverviewTab {...shared} />
            </TabPanel>
            <TabPanel value="explorer">
              <ExploreTab {...shared} />
            </TabPanel>
            <TabPanel value="compare">
              <CompareTab {...shared} />
            </TabPanel>
            <TabPanel value="patterns">
              <PatternsTab {...shared} />
            </TabPanel>
            <TabPanel value="anomalies">
              <AnomaliesTab {...shared} />
            </TabPanel>
            {kibana && (
              <TabPanel value="kibana">
                <Kibana url={kibana} />
              </TabPanel>
            )}
          </div>
        </div>
      </Tabs>
    </>
  )
}
