import { http, HttpResponse } from 'msw'
import { afterEach, describe, expect, test } from 'vitest'

import { answers, refuses, server } from '@/testing/server'

import { ApiError, apiUrl, errorFrom, get, patch, post, remove, setOrganisation } from './api'

afterEach(() => setOrganisation(null))

const failure = async (promise: Promise<unknown>): Promise<ApiError> => {
  const problem = await promise.then(
    () => new Error('it went well'),
    (error: unknown) => error,
  )
  if (!(problem instanceof ApiError)) throw problem
  return problem
}

test('what is empty is left out of an address', () => {
  expect(apiUrl('/logs/search/', { q: 'a b', from: '', to: undefined, limit: 0, wide: false })).toBe(
    '/api/v1/logs/search/?q=a+b&limit=0&wide=false',
  )
})

test('an answer is given as it came, and nothing for 204', async () => {
  server.use(
    answers('/logs/count/', { count: 3 }),
    http.delete('*/api/v1/api-keys/1/', () => new HttpResponse(null, { status: 204 })),
  )
  expect(await get('/logs/count/')).toEqual({ count: 3 })
  expect(await remove('/api-keys/1/')).toBeUndefined()
})

test('a change carries the CSRF token and the organisation', async () => {
  document.cookie = 'csrftoken=T0ken'
  setOrganisation('acme')
  let headers = new Headers()
  server.use(
    http.patch('*/api/v1/auth/me/', ({ request }) => {
      headers = request.headers
      return HttpResponse.json({})
    }),
  )
  await patch('/auth/me/', { name: 'Alice' })
  expect(headers.get('x-csrftoken')).toBe('T0ken')
  expect(headers.get('x-organisation')).toBe('acme')
})

test('a fresh browser fetches its CSRF token first', async () => {
  server.use(
    http.get('*/api/v1/setup/', () => {
      document.cookie = 'csrftoken=fresh'
      return HttpResponse.json({})
    }),
    http.post('*/api/v1/auth/login/', ({ request }) =>
      HttpResponse.json({ token: request.headers.get('x-csrftoken') }),
    ),
  )
  expect(await post('/auth/login/')).toEqual({ token: 'fresh' })
})

describe('a refusal', () => {
  test('carries what the server said', async () => {
    server.use(
      refuses('/logs/search/', 400, {
        code: 'query_error',
        message: 'A quote is open.',
        hint: 'close it',
        column: 7,
      }),
    )
    expect(await failure(get('/logs/search/'))).toMatchObject({
      status: 400,
      code: 'query_error',
      message: 'A quote is open.',
      hint: 'close it',
      column: 7,
      fields: {},
    })
  })

  test('says how long to wait', () => {
    expect(errorFrom(429, '{"error":{"code":"too_many","message":"Slow down."}}', '30').retryAfter).toBe(30)
  })

  test('of something before the server is put in words', () => {
    expect(errorFrom(413, '<html>').message).toMatch(/larger than the server takes/)
    expect(errorFrom(502, '').message).toMatch(/not ready/)
    expect(errorFrom(418, '{}').message).toBe('The server answered 418.')
  })
})

test('a server that is not there is "offline"', async () => {
  server.use(http.get('*/api/v1/logs/count/', () => HttpResponse.error()))
  expect(await failure(get('/logs/count/'))).toMatchObject({ status: 0, code: 'offline' })
})

test('a call that was given up on says so, not that the server is gone', async () => {
  server.use(answers('/logs/count/', {}))
  const controller = new AbortController()
  controller.abort()
  await expect(get('/logs/count/', {}, controller.signal)).rejects.not.toBeInstanceOf(ApiError)
})
