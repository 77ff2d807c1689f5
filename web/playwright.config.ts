import { defineConfig, devices } from '@playwright/test'

import { ELASTICSEARCH, STATE } from './e2e/product'

const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
}

/** The journeys that touch logs: they are made once more with Elasticsearch underneath. */
const ABOUT_LOGS = [
  'dashboards.spec.ts',
  'explorer.spec.ts',
  'incident.spec.ts',
  'live.spec.ts',
  'pipelines.spec.ts',
  'work.spec.ts',
]

/** Against a running product: the one at E2E_BASE_URL, or one that is started for the run (`e2e/global-setup.ts`). */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    // Set by the global set-up before any worker reads this.
    baseURL: process.env.E2E_BASE_URL,
    // A stack on loopback vouches for itself.
    ignoreHTTPSErrors: process.env.E2E_BASE_URL?.startsWith('https://localhost:') ?? false,
    viewport: { width: 1440, height: 900 },
    launchOptions,
    trace: 'retain-on-failure',
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
  projects: [
    // The owner is made through the page that a first visitor sees; everything else goes on from there.
    { name: 'owner', testMatch: 'owner.setup.ts' },
    {
      name: 'product',
      testMatch: ELASTICSEARCH ? ABOUT_LOGS : '*.spec.ts',
      dependencies: ['owner'],
      use: { storageState: STATE },
    },
  ],
})
