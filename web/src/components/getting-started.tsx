'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect, type ReactNode } from 'react'

import { get } from '@/lib/api'
import type { Ports } from '@/lib/model'

import { Command } from './command'

export interface GettingStartedProps {
  tenant: string
  ports: Ports
  /** Called once, when the first log is there. */
  onArrived: () => void
}

const EVER = { from: '1970-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' }

/** The commands for a first log, on the ports that are really open; looks every two seconds whether it came. */
export function GettingStarted({ tenant, ports, onArrived }: GettingStartedProps) {
  const { data } = useQuery({
    queryKey: ['first-log', tenant],
    queryFn: ({ signal }) => get<{ count: number }>('/logs/count/', EVER, signal),
    refetchInterval: 2_000,
    staleTime: 0,
  })
  const arrived = (data?.count ?? 0) > 0
  useEffect(() => {
    if (arrived) onArrived()
  }, [arrived, onArrived])
  const host = typeof location === 'undefined' ? 'localhost' : location.hostname

  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-6 px-4 py-10">
      <div>
        <h2 className="text-xl">Send a first log</h2>
        <p className="mt-1 text-sm text-ink-3">
          Copy one of these into a terminal. This page changes by itself when the log arrives.
        </p>
      </div>
      <Way title="One line over TCP">
        <Command
          label="one line over TCP"
          text={`echo '{"level":"info","service":"hello","message":"my first log"}' | nc -q1 ${host} ${ports.tcp}`}
        />
      </Way>
      <Way title="A file that grows, rotation included">
        <Command
          label="follow a file"
          text={`elkvision send --follow /var/log/syslog --to tcp://${host}:${ports.tcp}`}
        />
      </Way>
      <Way
        title={
          <>
            Over HTTP, with{' '}
            <Link href="/settings/?tab=keys" className="text-accent underline underline-offset-3">
              an API key
            </Link>
          </>
        }
      >
        <Command
          label="one log over HTTP"
          text={`curl http://${host}:${ports.http}/ -H 'Authorization: Bearer elk_…' -d '{"level":"info","message":"hello"}'`}
        />
      </Way>
      <Way title="A shop’s traffic, to look around with">
        <Command label="demo traffic" text="elkvision demo" />
      </Way>
      <p role="status" className="flex items-center gap-2 text-sm text-ink-2">
        <span aria-hidden className="size-2 animate-pulse-dot rounded-full bg-accent" />
        {arrived ? 'It is here.' : 'Listening for the first log.'}
        <Link href="/upload/" className="ml-auto text-accent underline underline-offset-3">
          Or upload a file
        </Link>
      </p>
    </div>
  )
}

function Way({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-xs font-medium text-ink-2">{title}</h3>
      {children}
    </section>
  )
}
