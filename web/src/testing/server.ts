import { http, HttpResponse, type JsonBodyType } from 'msw'
import { setupServer } from 'msw/node'

import type { Me, Setup } from '@/lib/model'

/** The cast: Alice owns Acme and looks at Globex. */
export const ALICE: Me = {
  id: 1,
  username: 'alice',
  email: 'alice@acme.example',
  name: 'Alice',
  organisations: [
    { tenant: 'acme', name: 'Acme', role: 'owner' },
    { tenant: 'globex', name: 'Globex', role: 'viewer' },
  ],
  preferences: {},
}

export const SETUP: Setup = {
  needs_owner: false,
  open_registration: false,
  version: '0.1.0',
  ports: { tcp: 5000, udp: 5000, http: 8080, beats: 5044 },
}

const at = (path: string) => `*/api/v1${path}`

/** Answers a path of the API with JSON. */
export const answers = (
  path: string,
  body: JsonBodyType,
  method: 'get' | 'post' | 'patch' | 'delete' = 'get',
) => http[method](at(path), () => HttpResponse.json(body))

/** Refuses a path of the API, in the API's own shape. */
export const refuses = (
  path: string,
  status: number,
  error: Record<string, unknown>,
  method: 'get' | 'post' | 'patch' | 'delete' = 'get',
) => http[method](at(path), () => HttpResponse.json({ error } as JsonBodyType, { status }))

/** A server that knows Alice; each test adds what it is about with `server.use`. */
export const server = setupServer(answers('/auth/me/', ALICE), answers('/setup/', SETUP))
