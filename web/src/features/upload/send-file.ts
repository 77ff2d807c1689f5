import { API, ApiError, askingHeaders, csrfToken, errorFrom } from '@/lib/api'
import type { Upload } from '@/lib/model'

export interface Wish {
  service: string
  source: string
  environment: string
  tags: string
  timezone: string
}

export interface Sending {
  /** The upload as the server has it, once every byte is there. */
  done: Promise<Upload>
  cancel: () => void
}

/** Hands a file in. XMLHttpRequest, since `fetch` cannot say how many bytes went up. */
export function sendFile(
  file: File,
  wish: Wish,
  force: boolean,
  onProgress: (sent: number) => void,
): Sending {
  const request = new XMLHttpRequest()
  let cancelled = false
  const done = (async () => {
    const token = await csrfToken()
    if (cancelled) throw cancelledError()
    return new Promise<Upload>((resolve, reject) => {
      request.open('POST', `${API}/uploads/`)
      request.setRequestHeader('X-CSRFToken', token)
      for (const [name, value] of Object.entries(askingHeaders())) request.setRequestHeader(name, value)
      request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size))
      request.onerror = () =>
        reject(new ApiError(0, { code: 'offline', message: 'The connection broke. Nothing was taken.' }))
      request.onabort = () => reject(cancelledError())
      request.onload = () => {
        if (request.status === 201) resolve(JSON.parse(request.responseText) as Upload)
        else reject(errorFrom(request.status, request.responseText, request.getResponseHeader('Retry-After')))
      }
      request.send(form(file, wish, force))
    })
  })()
  const cancel = () => {
    cancelled = true
    request.abort()
  }
  return { done, cancel }
}

const cancelledError = () => new ApiError(0, { code: 'cancelled', message: 'Cancelled.' })

function form(file: File, wish: Wish, force: boolean): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(wish)) if (value) body.set(name, String(value))
  if (force) body.set('force', 'true')
  // Last, so that the server knows everything about the file before its bytes come.
  body.set('file', file, file.name)
  return body
}
