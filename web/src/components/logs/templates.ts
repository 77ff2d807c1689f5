/** Links from values: a field, and an address with `{value}` in it. Kept in the browser. */

import { recall, remember } from '@/lib/storage'

export type LinkTemplate = { field: string; label: string; url: string }

const KEY = 'elk.links'

export const EXAMPLES: LinkTemplate[] = [
  { field: 'trace_id', label: 'Jaeger', url: 'http://localhost:16686/trace/{value}' },
  { field: 'trace_id', label: 'Zipkin', url: 'http://localhost:9411/zipkin/traces/{value}' },
]

const isTemplate = (value: unknown): value is LinkTemplate =>
  typeof value === 'object' &&
  value !== null &&
  ['field', 'label', 'url'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string')

export function recallTemplates(): LinkTemplate[] {
  try {
    const kept: unknown = JSON.parse(recall(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isTemplate) : []
  } catch {
    return []
  }
}

export const rememberTemplates = (templates: readonly LinkTemplate[]) =>
  remember(KEY, JSON.stringify(templates))

/** What is wrong with a template, or null. Only web addresses: `javascript:` must never be one. */
export function templateProblem({ field, label, url }: LinkTemplate): string | null {
  if (!field.trim()) return 'Name the field that gets the link.'
  if (!label.trim()) return 'Give the link a name.'
  if (!/^https?:\/\/[^\s{}]/i.test(url)) return 'The address begins with http:// or https://.'
  if (!url.includes('{value}')) return 'Write {value} where the value goes.'
  return null
}

export type Link = { label: string; href: string }

const WEB = /^https?:\/\/\S+$/i

/** The links of one value: its templates, and itself when it is an address. */
export function linksOf(field: string, value: unknown, templates: readonly LinkTemplate[]): Link[] {
  const text = ['string', 'number', 'bigint'].includes(typeof value) ? String(value) : ''
  if (!text) return []
  const made = templates
    .filter((template) => template.field === field && templateProblem(template) === null)
    .map(({ label, url }) => ({ label, href: url.replaceAll('{value}', encodeURIComponent(text)) }))
  return WEB.test(text) ? [...made, { label: 'Open', href: text }] : made
}
