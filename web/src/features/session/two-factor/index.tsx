'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { QueryState } from '@/components/query-state'
import { Section } from '@/components/section'
import { Button } from '@/components/ui'
import { get } from '@/lib/api'

import { useTimes } from '../use-times'
import type { TwoFactorState } from './model'
import { Prove } from './prove'
import { RecoveryCodes } from './recovery-codes'
import { SetUp } from './set-up'

const KEY = ['two-factor']

/** A person's own second factor: off, being set up, or on. */
export function TwoFactor() {
  const state = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<TwoFactorState>('/auth/two-factor/', undefined, signal),
  })
  return (
    <Section
      title="Two-factor sign-in"
      lead="After the password a login asks for a code that an app on your phone makes."
    >
      <QueryState query={state}>{(found) => <Faces state={found} />}</QueryState>
    </Section>
  )
}

/** Shown until the codes were put away: the state may say "on" before that. */
function Faces({ state }: { state: TwoFactorState }) {
  const client = useQueryClient()
  const [codes, setCodes] = useState<string[] | null>(null)
  const show = (made: string[]) => {
    setCodes(made)
    void client.invalidateQueries({ queryKey: KEY })
  }
  if (codes) {
    const done = () => {
      setCodes(null)
      void client.invalidateQueries({ queryKey: ['me'] })
    }
    return <RecoveryCodes codes={codes} onDone={done} />
  }
  return state.enabled ? <On state={state} onCodes={show} /> : <SetUp state={state} onCodes={show} />
}

function On({ state, onCodes }: { state: TwoFactorState; onCodes: (codes: string[]) => void }) {
  const client = useQueryClient()
  const { moment } = useTimes()
  const [asking, setAsking] = useState<'codes' | 'off' | null>(null)
  const left = state.recovery_codes_left
  return (
    <>
      <p className="text-sm">
        It is on{state.since && ` since ${moment(state.since)}`}.{' '}
        <span className={left < 3 ? 'text-sev-warning' : 'text-ink-3'}>
          {left === 1 ? 'One recovery code is left.' : `${left} recovery codes are left.`}
        </span>
      </p>
      {state.required_by.length > 0 && (
        <p className="mt-1 text-sm text-ink-3">{state.required_by.join(', ')} requires it, so it stays on.</p>
      )}
      <p className="mt-4 flex gap-2">
        <Button onClick={() => setAsking('codes')}>Make new recovery codes</Button>
        {state.required_by.length === 0 && (
          <Button variant="danger" onClick={() => setAsking('off')}>
            Turn it off
          </Button>
        )}
      </p>
      {asking && (
        <Prove
          what={asking}
          hasPassword={state.has_password}
          onClose={() => setAsking(null)}
          onDone={(codes) => {
            setAsking(null)
            if (codes) onCodes(codes)
            else void client.invalidateQueries({ queryKey: KEY })
          }}
        />
      )}
    </>
  )
}
