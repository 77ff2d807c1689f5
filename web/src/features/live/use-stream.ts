'use client'

import { useEffect, useMemo, useRef, useState } from 'react'

import type { QueryMistake } from '@/components/query-bar'
import type { LogEvent } from '@/lib/model'
import { LiveSocket, socketUrl } from '@/lib/socket'
import type { SocketMessage, SocketState } from '@/lib/socket'

import { LiveBuffer } from './buffer'
import type { Gap, Snapshot } from './buffer'
import { Rate } from './rate'

export type Connection = { state: SocketState; retryAt: number | null }

export interface Stream extends Snapshot {
  connection: Connection
  perSecond: number
  /** The filter that is in force on the server. */
  applied: string | null
  /** What is wrong with the last filter that was sent; the one before is still in force. */
  mistake: QueryMistake | null
  /** How many a second the server sends at most; what is over is said in a gap row. */
  limit: number | null
  pause: () => void
  resume: () => void
  clear: () => void
  retryNow: () => void
}

/** Twice the server's heartbeat: a line that is silent for longer is dead. */
const SILENCE = 35_000

/** The live tail of one organisation under a filter, which may change while it runs. */
export function useStream(tenant: string, filter: string): Stream {
  const buffer = useMemo(() => new LiveBuffer(), [tenant]) // eslint-disable-line react-hooks/exhaustive-deps -- another tenant, another buffer
  const [snapshot, setSnapshot] = useState<Snapshot>(() => buffer.snapshot())
  const [connection, setConnection] = useState<Connection>({ state: 'connecting', retryAt: null })
  const [perSecond, setPerSecond] = useState(0)
  const [applied, setApplied] = useState<string | null>(null)
  const [mistake, setMistake] = useState<QueryMistake | null>(null)
  const [limit, setLimit] = useState<number | null>(null)
  const socket = useRef<LiveSocket | null>(null)
  const wanted = useRef(filter)

  useEffect(() => {
    const rate = new Rate()
    let frame = 0
    // At most one render a frame, however many messages come.
    const draw = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        setSnapshot(buffer.snapshot())
      })
    }
    const onMessage = (message: SocketMessage) => {
      switch (message.type) {
        case 'hello':
          setLimit(Number(message.limit_per_second) || null)
          setApplied(String(message.q ?? ''))
          // Edited while the line was being made: the server was told what is no longer wanted.
          if (String(message.q ?? '').trim() !== wanted.current.trim())
            line.send({ type: 'filter', q: wanted.current })
          return
        case 'new_logs':
          rate.add(buffer.add(message.data as LogEvent[]), performance.now())
          return draw()
        case 'gap':
          buffer.gap(message as unknown as Gap)
          return draw()
        case 'filter':
          setApplied(String(message.q ?? ''))
          setMistake(null)
          buffer.restart()
          return draw()
        case 'error':
          setMistake({
            message: String(message.message),
            hint: message.hint ? String(message.hint) : undefined,
            column: typeof message.column === 'number' ? message.column - 1 : undefined,
          })
      }
    }
    const line = new LiveSocket({
      url: () =>
        socketUrl('/ws/logs/stream/', { organisation: tenant, q: wanted.current, after: buffer.lastId }),
      onMessage,
      onState: (state, retryInMs) =>
        setConnection({ state, retryAt: retryInMs === undefined ? null : Date.now() + retryInMs }),
      silenceMs: SILENCE,
    })
    socket.current = line
    line.open()
    const meter = setInterval(() => setPerSecond(rate.perSecond(performance.now())), 500)
    return () => {
      clearInterval(meter)
      cancelAnimationFrame(frame)
      line.close()
      socket.current = null
    }
  }, [tenant, buffer])

  useEffect(() => {
    if (wanted.current === filter) return
    wanted.current = filter
    socket.current?.send({ type: 'filter', q: filter })
  }, [filter])

  return useMemo(() => {
    const redraw = (act: () => void) => () => {
      act()
      setSnapshot(buffer.snapshot())
    }
    return {
      ...snapshot,
      connection,
      perSecond,
      applied,
      mistake,
      limit,
      pause: redraw(() => buffer.pause()),
      resume: redraw(() => buffer.resume()),
      clear: redraw(() => buffer.clear()),
      retryNow: () => socket.current?.now(),
    }
  }, [snapshot, connection, perSecond, applied, mistake, limit, buffer])
}
