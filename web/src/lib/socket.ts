/**
 * A WebSocket that comes back: exponential backoff with full jitter, at once when the network
 * returns, and never after the server said that we are strangers (4001) or `close` was called.
 */

import { parseJson } from './json'

export type SocketState = 'connecting' | 'open' | 'waiting' | 'closed' | 'refused'

/** Close code of the server for somebody who is not logged in (any more). */
export const STRANGER = 4001

/** Close code for somebody whose rights have changed: the same line is to be opened anew. */
export const RENEW = 4002

/** Many are told at once; they come back within this. */
const RENEW_WITHIN_MS = 400

export interface SocketOptions {
  /** Asked before every attempt, so that a reconnect can carry the last id that was seen. */
  url: () => string
  onMessage: (message: SocketMessage) => void
  /** `retryInMs` is given in state "waiting". */
  onState?: (state: SocketState, retryInMs?: number) => void
  /** No message for this long means that the line is dead; the server sends heartbeats. */
  silenceMs?: number
  firstDelayMs?: number
  longestDelayMs?: number
  random?: () => number
}

export interface SocketMessage {
  type: string
  [key: string]: unknown
}

/** The full address of a socket path, with its query, on the page's own host. */
export function socketUrl(path: string, query: Record<string, string | undefined | null> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value)
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const text = search.toString()
  return `${scheme}//${location.host}${path}${text ? `?${text}` : ''}`
}

export class LiveSocket {
  state: SocketState = 'closed'
  private socket: WebSocket | null = null
  private attempts = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private wanted = false

  constructor(private readonly options: SocketOptions) {}

  open(): void {
    if (this.wanted) return
    this.wanted = true
    window.addEventListener('online', this.now)
    this.connect()
  }

  /** Closes for good; `open` may be called again. */
  close(): void {
    this.wanted = false
    window.removeEventListener('online', this.now)
    clearTimeout(this.retry)
    this.drop()
    this.become('closed')
  }

  /** Gives false when the line is down; what is sent then would be lost, so it is not kept. */
  send(message: SocketMessage): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(message))
    return true
  }

  /** Tries again now instead of when the wait is over. */
  now = (): void => {
    if (!this.wanted || this.state === 'open' || this.state === 'connecting') return
    this.attempts = 0
    this.connect()
  }

  private connect(): void {
    clearTimeout(this.retry)
    this.drop()
    this.become('connecting')
    const socket = new WebSocket(this.options.url())
    this.socket = socket
    socket.onopen = () => {
      this.become('open')
      this.listen()
    }
    socket.onmessage = (event: MessageEvent) => {
      this.attempts = 0
      this.listen()
      this.read(event.data)
    }
    socket.onclose = (event: CloseEvent) => this.lost(event.code)
  }

  private read(data: unknown): void {
    if (typeof data !== 'string') return
    let message: SocketMessage
    try {
      message = parseJson(data) as SocketMessage
    } catch {
      return // one unreadable frame must not end the stream
    }
    this.options.onMessage(message)
  }

  private lost(code: number): void {
    this.drop()
    if (!this.wanted) return
    if (code === STRANGER) {
      this.wanted = false
      window.removeEventListener('online', this.now)
      return this.become('refused')
    }
    if (code === RENEW) {
      // Nothing is lost and nothing is said: the new line goes on where this one was.
      this.retry = setTimeout(() => this.connect(), Math.random() * RENEW_WITHIN_MS)
      return
    }
    const { firstDelayMs = 500, longestDelayMs = 30_000, random = Math.random } = this.options
    const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** this.attempts)
    const delay = Math.round(ceiling / 2 + (random() * ceiling) / 2)
    this.attempts += 1
    this.retry = setTimeout(() => this.connect(), delay)
    this.become('waiting', delay)
  }

  private listen(): void {
    const { silenceMs } = this.options
    clearTimeout(this.silence)
    if (silenceMs) this.silence = setTimeout(() => this.lost(0), silenceMs)
  }

  private drop(): void {
    clearTimeout(this.silence)
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  private become(state: SocketState, retryInMs?: number): void {
    this.state = state
    this.options.onState?.(state, retryInMs)
  }
}
