import { vi } from 'vitest'

/** A WebSocket that a test plays the server of. */
export class FakeSocket {
  static readonly all: FakeSocket[] = []
  static readonly OPEN = 1
  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1)
    if (!last) throw new Error('nobody opened a socket')
    return last
  }
  static to = (path: string) => FakeSocket.all.findLast(({ url }) => url.includes(path))

  readyState = 0
  sent: string[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }
  send = (text: string) => this.sent.push(text)
  close = () => {
    this.readyState = 3
  }

  /** The server accepts. */
  accept() {
    this.readyState = 1
    this.onopen?.()
  }
  /** The server says something. */
  say(message: unknown) {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) })
  }
  /** The line ends. */
  end(code = 1006) {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

export function useFakeSockets() {
  FakeSocket.all.length = 0
  vi.stubGlobal('WebSocket', FakeSocket)
}
