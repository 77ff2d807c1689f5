'use client'

import { useEffect, useState } from 'react'

import { useTenant } from '@/features/session'
import { ApiError, apiUrl, askingHeaders, csrfToken, errorFrom } from '@/lib/api'
import { parseJson } from '@/lib/json'

import { before, type Asked } from '../asked'
import type { Patterns } from '../model'

type Record =
  | { kind: 'progress'; lines: number; of: number }
  | ({ kind: 'result' } & Patterns)
  | { kind: 'error'; error: { message: string } }

export interface Clustering {
  /** How many of how many lines have been looked at. */
  progress: { lines: number; of: number } | null
  found: Patterns | null
  error: Error | null
  running: boolean
}

const NOTHING: Clustering = { progress: null, found: null, error: null, running: false }
/** A seat that the last question has not left yet becomes free in a moment. */
const TRIES = 5
const WAIT_MS = 400

/** Patterns of a search, told as they are found. Leaving, or asking for something else, ends the server's work. */
export function usePatterns(asked: Asked | undefined, sinceBefore: boolean) {
  const tenant = useTenant()
  const [round, setRound] = useState(0)
  const [stopped, setStopped] = useState(-1)
  const key = asked && JSON.stringify([tenant, asked, sinceBefore, round])
  const [state, setState] = useState<{ key?: string } & Clustering>(NOTHING)
  useEffect(() => {
    if (!asked || stopped === round) return
    const leaving = new AbortController()
    const say = (change: Partial<Clustering>) =>
      setState((now) => ({
        ...(now.key === key ? now : { ...NOTHING, found: now.found, running: true }),
        key,
        ...change,
      }))
    const body = sinceBefore ? { ...asked, from: before(asked).from, since: asked.from } : asked
    stream(body, leaving.signal, (record) => {
      if (record.kind === 'progress') say({ progress: record, running: true })
      else if (record.kind === 'result') say({ found: record, running: false })
      else say({ error: new Error(record.error.message), running: false })
    }).catch((error: Error) => {
      if (!leaving.signal.aborted) say({ error, running: false })
    })
    return () => leaving.abort()
    // `key` says all that matters of `asked`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, stopped])
  const current = state.key === key
  return {
    progress: current ? state.progress : null,
    // Old patterns stay on screen until the new ones are there.
    found: state.found,
    error: current ? state.error : null,
    running: stopped !== round && (!current || state.running),
    stopped: stopped === round,
    again: () => setRound((now) => now + 1),
    stop: () => setStopped(round),
  }
}

async function stream(body: object, signal: AbortSignal, tell: (record: Record) => void): Promise<void> {
  const response = await opened(body, signal)
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    rest += decoder.decode(value, { stream: !done })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) tell(parseJson(line) as Record)
    if (done) return
  }
}

async function opened(body: object, signal: AbortSignal): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(apiUrl('/analytics/patterns/'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': await csrfToken(), ...askingHeaders() },
      body: JSON.stringify(body),
      signal,
      credentials: 'same-origin',
    }).catch((problem: unknown) => {
      if (signal.aborted) throw problem
      throw new ApiError(0, { code: 'offline', message: 'The server cannot be reached.' })
    })
    if (response.ok) return response
    if (response.status !== 429 || tried === TRIES)
      throw errorFrom(response.status, await response.text(), response.headers.get('Retry-After'))
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tried))
    signal.throwIfAborted()
  }
}
