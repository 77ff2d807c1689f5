/**
 * The one door to the server. Every call is typed, carries the CSRF token and the organisation in
 * force, and fails with an `ApiError` that says what happened and what to try.
 */

import { parseJson } from './json'

export const API = '/api/v1'

export type QueryValue = string | number | boolean | null | undefined

export interface CallOptions {
  query?: Record<string, QueryValue>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

interface ErrorBody {
  code?: string
  message?: string
  hint?: string
  column?: number
  fields?: Record<string, string[]>
  [more: string]: unknown
}

/** What the server refused, or that it could not be reached (`status` 0, code `offline`). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly hint?: string
  /** Where in the query the mistake is, counted from 1. */
  readonly column?: number
  /** What is wrong with which field of a form. */
  readonly fields: Record<string, string[]>
  /** Seconds to wait before trying again. */
  readonly retryAfter?: number
  /** The error object as it came, for the few codes that carry more (`duplicate_of`). */
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, body: ErrorBody, retryAfter?: number) {
    super(body.message ?? `The server answered ${status}.`)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code ?? `http_${status}`
    this.hint = body.hint
    this.column = body.column
    this.fields = body.fields ?? {}
    this.retryAfter = retryAfter
    this.details = body
  }
}

let organisation: string | null = null

/** Every later call is about this organisation. */
export const setOrganisation = (tenant: string | null) => {
  organisation = tenant
}
export const currentOrganisation = () => organisation

/** The address of an API path, with its query; undefined and empty values are left out. */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return API + path + (text ? `?${text}` : '')
}

const cookie = (name: string) =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** The CSRF token; the first change of a fresh browser fetches it. */
export async function csrfToken(): Promise<string> {
  const known = cookie('csrftoken')
  if (known) return known
  await fetch(apiUrl('/setup/'), { credentials: 'same-origin' }).catch(() => undefined)
  return cookie('csrftoken') ?? ''
}

/** The headers that say who is asking, for calls that cannot go through `call` (uploads, exports). */
export const askingHeaders = (): Record<string, string> =>
  organisation ? { 'X-Organisation': organisation } : {}

/** An ApiError from a response that is not 2xx, whatever its body is. */
export function errorFrom(status: number, text: string, retryAfter?: string | null): ApiError {
  const wait = retryAfter ? Number(retryAfter) || undefined : undefined
  try {
    const body = parseJson(text) as { error?: ErrorBody }
    if (body.error) return new ApiError(status, body.error, wait)
  } catch {
    // A proxy's page, not ours: the status says what there is to say.
  }
  return new ApiError(status, { message: plainMessage(status) }, wait)
}

function plainMessage(status: number): string {
  if (status === 413) return 'That is larger than the server takes.'
  if (status >= 502 && status <= 504) return 'The server is not ready. Trying again may help.'
  return `The server answered ${status}.`
}

const offline = () => new ApiError(0, { code: 'offline', message: 'The server cannot be reached.' })

async function send(method: string, path: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    ...askingHeaders(),
    ...options.headers,
  }
  let body: BodyInit | undefined
  if (options.body instanceof FormData) body = options.body
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  if (method !== 'GET') headers['X-CSRFToken'] = await csrfToken()
  return fetch(apiUrl(path, options.query), {
    method,
    headers,
    body,
    signal: options.signal,
    credentials: 'same-origin',
  })
}

/** Calls the API and gives the answer's JSON (undefined for 204). */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  let response: Response
  let text: string
  try {
    response = await send(method, path, options)
    text = await response.text()
  } catch (problem) {
    if (options.signal?.aborted) throw problem
    throw offline()
  }
  if (!response.ok) throw errorFrom(response.status, text, response.headers.get('Retry-After'))
  return (text ? parseJson(text) : undefined) as T
}

export const get = <T>(path: string, query?: CallOptions['query'], signal?: AbortSignal) =>
  call<T>('GET', path, { query, signal })
export const post = <T>(path: string, body?: unknown) => call<T>('POST', path, { body: body ?? {} })
export const patch = <T>(path: string, body: unknown) => call<T>('PATCH', path, { body })
export const remove = (path: string) => call<void>('DELETE', path)
