/** Reading an event the way people look at it: by the names that a query uses. */

import { writeJson } from '@/lib/json'
import type { LogEvent, Scalar } from '@/lib/model'

/** The document's own fields in the order in which people see them; everything else is an attribute. */
const TOP = [
  '@timestamp', 'level', 'message', 'service', 'source', 'environment', 'host', 'logger', 'trace_id',
  'span_id', 'tags', 'received_at', 'input', 'upload_id', 'raw', 'id', 'tenant_id',
] as const // prettier-ignore

const TOP_SET = new Set<string>(TOP)

export type FieldValue = { name: string; value: unknown }

/** The value that a query means by this name, or undefined. */
export function valueOf(event: LogEvent, field: string): unknown {
  const record = event as unknown as Record<string, unknown>
  if (TOP_SET.has(field) && record[field] !== undefined) return record[field]
  const path = field.replace(/^attributes\./, '')
  return dig(event.attributes, path) ?? dig(record, field)
}

/** Keys may hold dots themselves, so the longest key that is there wins. */
function dig(from: unknown, path: string): unknown {
  if (typeof from !== 'object' || from === null || Array.isArray(from)) return undefined
  const record = from as Record<string, unknown>
  if (Object.hasOwn(record, path)) return record[path]
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const head = path.slice(0, dot)
    if (Object.hasOwn(record, head)) return dig(record[head], path.slice(dot + 1))
  }
  return undefined
}

/** Every field and its value, nested ones by their dotted name. */
export function flatten(event: LogEvent): FieldValue[] {
  const record = event as unknown as Record<string, unknown>
  const fields: FieldValue[] = TOP.filter((name) => record[name] !== undefined).map((name) => ({
    name,
    value: record[name],
  }))
  const nested: FieldValue[] = []
  for (const [name, value] of Object.entries(event.attributes ?? {})) spread(name, value, nested)
  for (const own of ['geoip', 'user_agent'] as const) if (event[own]) spread(own, event[own], nested)
  nested.sort((a, b) => a.name.localeCompare(b.name))
  return [...fields, ...nested]
}

function spread(name: string, value: unknown, into: FieldValue[]): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length) {
    for (const [key, inner] of Object.entries(value)) spread(`${name}.${key}`, inner, into)
  } else into.push({ name, value })
}

/** A value as text: what is shown in a cell and what is copied. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.join(', ')
  return typeof value === 'object' ? writeJson(value) : String(value)
}

export const isScalar = (value: unknown): value is Scalar =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value)

/** A message on one line: what follows the first line is said by a sign. */
export function oneLine(text: string, longest = 1000): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  return short.replace(/\s*\n\s*/g, ' ↵ ')
}

/** The line as it came, or what is nearest to it. */
export const rawOf = (event: LogEvent): string => event.raw ?? event.message
