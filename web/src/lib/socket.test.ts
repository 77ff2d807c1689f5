import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { FakeSocket } from '@/testing/socket'

import { LiveSocket, RENEW, socketUrl, STRANGER, type SocketMessage, type SocketState } from './socket'

const seen: { messages: SocketMessage[]; states: [SocketState, number?][] } = { messages: [], states: [] }

const opened: LiveSocket[] = []

const open = (options: { silenceMs?: number; random?: () => number } = {}) => {
  const socket = new LiveSocket({
    url: () => 'ws://localhost/ws/metrics/',
    onMessage: (message) => seen.messages.push(message),
    onState: (...state) => seen.states.push(state),
    random: () => 1,
    ...options,
  })
  socket.open()
  opened.push(socket)
  return socket
}

const names = () => seen.states.map(([state]) => state)
const waits = () => seen.states.filter(([state]) => state === 'waiting').map(([, wait]) => wait)

beforeEach(() => {
  vi.useFakeTimers()
  seen.messages = []
  seen.states = []
})
afterEach(() => {
  // One that is left waiting would come back when a later test says that the network is there.
  for (const socket of opened.splice(0)) socket.close()
  vi.useRealTimers()
})

test('an address is on the host of the page and leaves out what is empty', () => {
  expect(socketUrl('/ws/logs/stream/', { q: 'level:error', after: null })).toBe(
    'ws://localhost:3000/ws/logs/stream/?q=level%3Aerror',
  )
})

test('messages are handed on, and one that cannot be read harms nobody', () => {
  open()
  FakeSocket.last.accept()
  FakeSocket.last.say('{"half')
  FakeSocket.last.say({ type: 'metrics', data: 1 })
  expect(seen.messages).toEqual([{ type: 'metrics', data: 1 }])
})

describe('a line that breaks', () => {
  test('is opened again, each time after a longer wait, up to half a minute', () => {
    open()
    for (let attempt = 0; attempt < 9; attempt += 1) {
      FakeSocket.last.end()
      vi.advanceTimersByTime(30_000)
    }
    expect(waits()).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    expect(FakeSocket.all).toHaveLength(10)
  })

  test('waits a random part of that, so that not all come back at once', () => {
    open({ random: () => 0 })
    FakeSocket.last.end()
    expect(waits()).toEqual([250])
  })

  test('starts from the short wait again once something was heard', () => {
    open()
    FakeSocket.last.end()
    vi.advanceTimersByTime(500)
    FakeSocket.last.accept()
    FakeSocket.last.say({ type: 'heartbeat' })
    FakeSocket.last.end()
    expect(waits()).toEqual([500, 500])
  })

  test('is tried at once when the network is back', () => {
    open()
    FakeSocket.last.end()
    window.dispatchEvent(new Event('online'))
    expect(FakeSocket.all).toHaveLength(2)
  })
})

test('a silent line is a dead line', () => {
  open({ silenceMs: 1000 })
  FakeSocket.last.accept()
  vi.advanceTimersByTime(1001)
  expect(names()).toEqual(['connecting', 'open', 'waiting'])
})

test('a stranger is told once and does not knock again', () => {
  open()
  FakeSocket.last.accept()
  FakeSocket.last.end(STRANGER)
  vi.advanceTimersByTime(120_000)
  expect(names().at(-1)).toBe('refused')
  expect(FakeSocket.all).toHaveLength(1)
})

test('whose rights have changed comes back at once, and nobody is told that the line was lost', () => {
  open()
  FakeSocket.last.accept()
  FakeSocket.last.end(RENEW)
  vi.advanceTimersByTime(400)
  FakeSocket.last.accept()
  expect(FakeSocket.all).toHaveLength(2)
  expect(names()).not.toContain('waiting')
  expect(names().at(-1)).toBe('open')
})

test('what is closed stays closed', () => {
  const socket = open()
  FakeSocket.last.end()
  socket.close()
  vi.advanceTimersByTime(120_000)
  socket.now()
  expect(FakeSocket.all).toHaveLength(1)
  expect(socket.state).toBe('closed')
})

test('what is sent while the line is down is not kept', () => {
  const socket = open()
  expect(socket.send({ type: 'ping' })).toBe(false)
  FakeSocket.last.accept()
  expect(socket.send({ type: 'ping' })).toBe(true)
  expect(FakeSocket.last.sent).toEqual(['{"type":"ping"}'])
})
