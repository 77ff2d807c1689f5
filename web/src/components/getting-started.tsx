'use client'

import { useQuery } from '@tanstack/react-query'
import { Radio } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useState } from 'react'

import { CopyButton, Tab, Tabs, TabsList } from '@/components/ui'
import { countLogs } from '@/lib/logs'
import type { Ports } from '@/lib/model'

export interface GettingStartedProps {
  tenant: string
  /** Where this product listens, once that is known. */
  ports?: Ports
  /** Called once, when the first log is there. */
  onArrived: () => void
}

const EVERY_MS = 1_500

/** No log was ever sent here: the exact command that sends one, and a look now and then whether it came. */
export function GettingStarted({ tenant, ports = DEFAULT_PORTS, onArrived }: GettingStartedProps) {
  const { data } = useQuery({
    queryKey: ['logs', 'first', tenant],
    queryFn: ({ signal }) => countLogs({ q: '', span: null }, signal),
    refetchInterval: EVERY_MS,
    staleTime: 0,
    retry: false,
  })
  const arrived = (data?.count ?? 0) > 0
  useEffect(() => {
    if (arrived) onArrived()
  }, [arrived, onArrived])
  return (
    <div className="mx-auto flex max-w-2xl flex-col px-4 py-10">
      <h2 className="text-lg font-semibold">Send a first log</h2>
      <p className="mt-1 text-sm text-ink-3">Run this in a terminal. The log shows up here by itself.</p>
      <Commands all={ways(location.hostname, ports)} />
      <p role="status" className="mt-4 flex items-center gap-2 text-xs text-ink-3">
        <Radio aria-hidden className="size-3.5 animate-pulse-dot text-accent" /> Waiting for the first log…
      </p>
      <p className="mt-6 flex gap-4 text-sm">
        <Link href="/upload/" className="text-accent underline underline-offset-3">
          Or upload a file
        </Link>
        <Link href="/settings/?tab=keys" className="text-accent underline underline-offset-3">
          Make an API key
        </Link>
      </p>
    </div>
  )
}

type Way = { key: string; label: string; command: string }

function ways(host: string, ports: Ports): Way[] {
  const json = `{"level":"info","service":"hello","message":"the first log"}`
  return [
    { key: 'tcp', label: 'TCP', command: `echo '${json}' | nc -q1 ${host} ${ports.tcp}` },
    {
      key: 'cli',
      label: 'A file',
      command: `elkvision send /var/log/syslog --to tcp://${host}:${ports.tcp}`,
    },
    { key: 'udp', label: 'UDP', command: `echo '${json}' | nc -u -w1 ${host} ${ports.udp}` },
    {
      key: 'http',
      label: 'HTTP',
      command: `curl http://${host}:${ports.http}/ -H 'Authorization: Bearer YOUR_KEY' -d '${json}'`,
    },
    { key: 'demo', label: 'A demo', command: 'elkvision demo' },
  ]
}

const DEFAULT_PORTS: Ports = { tcp: 5000, udp: 5000, http: 8080, beats: 5044 }

function Commands({ all }: { all: Way[] }) {
  const [chosen, setChosen] = useState('tcp')
  const command = all.find(({ key }) => key === chosen)?.command ?? ''
  return (
    <>
      <Tabs value={chosen} onValueChange={setChosen} className="mt-4">
        <TabsList aria-label="Ways to send a log">
          {all.map(({ key, label }) => (
            <Tab key={key} value={key} aria-controls={undefined}>
              {label}
            </Tab>
          ))}
        </TabsList>
      </Tabs>
      <div className="mt-3 flex items-start gap-2 rounded-md bg-sunken p-3">
        <code className="min-w-0 flex-1 text-xs leading-5 break-words whitespace-pre-wrap">{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
    </>
  )
}
