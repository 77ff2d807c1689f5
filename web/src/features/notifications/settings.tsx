'use client'

import { useState } from 'react'
import { toast } from 'sonner'

import { QueryState } from '@/components/query-state'
import { Section } from '@/components/section'
import { Button, Select, Switch } from '@/components/ui'

import { askPermission, chime, permission } from './aloud'
import { KINDS, type NewsKind, type Way } from './model'
import { useChangeWays, useWays } from './queries'
import { FROM_ON, KIND_NAMES } from './words'

const MINIMA = ['info', 'warning', 'error', 'critical', 'off'] as const
const BLOCKED =
  'The browser does not let this site notify you; it can be allowed at the lock beside the address.'

/** For each kind of news: from which severity on, and in which ways. */
export function NotificationSettings() {
  const ways = useWays()
  const change = useChangeWays()
  const set = (kind: NewsKind, wish: Partial<Way>) =>
    change.mutate({ [kind]: wish }, { onError: (problem) => toast.error(problem.message) })
  return (
    <Section
      title="Notifications"
      lead="What you are told of in the bell, and how else. Every tab knows what was read in another; nothing is told twice."
      tools={
        <Button size="sm" onClick={chime}>
          Hear the sound
        </Button>
      }
    >
      <QueryState query={ways}>
        {(chosen) => (
          <ul aria-label="Kinds of news" className="divide-y rounded-lg border bg-surface">
            {KINDS.map((kind) => (
              <Row key={kind} kind={kind} way={chosen[kind]} set={(wish) => set(kind, wish)} />
            ))}
          </ul>
        )}
      </QueryState>
    </Section>
  )
}

interface RowProps {
  kind: NewsKind
  way: Way
  set: (wish: Partial<Way>) => void
}

function Row({ kind, way, set }: RowProps) {
  const [note, setNote] = useState('')
  const off = way.minimum === 'off'
  const setBrowser = async (on: boolean) => {
    // The browser asks only because somebody pressed for it, and only once.
    const allowed = on ? await askPermission() : 'granted'
    if (allowed === 'granted') set({ browser: on })
    setNote(
      allowed === 'granted' ? '' : allowed === 'missing' ? 'This browser knows no notifications.' : BLOCKED,
    )
  }
  const told = way.browser && permission() !== 'granted' ? BLOCKED : note
  return (
    <li className="px-4 py-3" aria-label={KIND_NAMES[kind]}>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
        <span className="w-24 font-medium">{KIND_NAMES[kind]}</span>
        <Select
          label={`${KIND_NAMES[kind]}: from which severity on`}
          size="sm"
          className="w-40"
          value={way.minimum}
          options={MINIMA.map((value) => ({ value, label: FROM_ON[value] }))}
          onChange={(minimum) => set({ minimum })}
        />
        <Switch label="Toast" disabled={off} checked={way.toast} onChange={(toast) => set({ toast })} />
        <Switch label="Sound" disabled={off} checked={way.sound} onChange={(sound) => set({ sound })} />
        <Switch label="Browser" disabled={off} checked={way.browser} onChange={(on) => void setBrowser(on)} />
        <Switch label="E-mail" disabled={off} checked={way.email} onChange={(email) => set({ email })} />
      </div>
      {told && <p className="mt-1 text-xs text-ink-3">{told}</p>}
    </li>
  )
}
