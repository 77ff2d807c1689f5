/** What a form holds of a channel, as texts; and what is sent of it. */

import type { Channel, ChannelField, Config } from '../model'

export type Filled = Record<string, string>

/** A form's texts: what may be seen is there, a secret's field is empty. */
export function filled(fields: readonly ChannelField[], channel: Channel | null): Filled {
  return Object.fromEntries(fields.map((field) => [field.name, text(field, channel)]))
}

function text(field: ChannelField, channel: Channel | null): string {
  const value = channel ? channel.config[field.name] : field.default
  if (field.secret || value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/** The fields that changed. An empty one takes what was there away; a secret's empty field leaves it. */
export function changed(fields: readonly ChannelField[], channel: Channel | null, texts: Filled): Config {
  const before = filled(fields, channel)
  const wish: Config = {}
  for (const field of fields) {
    const now = texts[field.name] ?? ''
    if (channel ? now !== before[field.name] : now.trim() !== '') wish[field.name] = value(field, now)
  }
  return wish
}

function value(field: ChannelField, now: string): unknown {
  const trimmed = field.type === 'lines' ? now : now.trim()
  if (trimmed === '') return null
  if (field.type === 'number') return Number.isInteger(Number(trimmed)) ? Number(trimmed) : trimmed
  if (field.type === 'emails') return trimmed.split(/[,;\s]+/).filter(Boolean)
  if (field.type === 'headers') return headers(trimmed)
  return trimmed
}

/** One `Name: value` a line. */
function headers(lines: string): Record<string, string> {
  const pairs = lines.split('\n').filter((line) => line.trim())
  return Object.fromEntries(
    pairs.map((line) => {
      const at = line.indexOf(':')
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}
