/** Writing queries: a field and a value as text that reads back as just that. */

import { parseJson, writeJson } from '@/lib/json'
import { queryValue } from '@/lib/links'
import type { Scalar } from '@/lib/model'

/** Include or exclude a value; `exists` asks only whether the field is there. */
export type Filter = { field: string; value: Scalar | null; negated: boolean; off: boolean }

export function fieldText(field: string): string {
  return field.replace(/[^\p{L}\p{N}_@.$/-]/gu, (letter) => `\\${letter}`)
}

/** A value of null means that the field is there at all. */
export function clauseText({ field, value, negated }: Pick<Filter, 'field' | 'value' | 'negated'>): string {
  const clause = `${fieldText(field)}:${value === null ? '*' : queryValue(value)}`
  return negated ? `NOT ${clause}` : clause
}

/** Adds a clause to a query that somebody typed, without changing what their words mean. */
export function withClause(query: string, clause: string): string {
  const typed = query.trim()
  if (!typed) return clause
  return `${bracketed(typed)} ${clause}`
}

const hasChoice = (query: string) => /(^|[\s)])(or|OR|\|\|)(?=[\s("]|$)/.test(query)

const bracketed = (query: string) => (hasChoice(query) ? `(${query})` : query)

export type Combined = {
  text: string
  /** How many characters stand before the typed query in the text. */
  offset: number
}

/** The typed query and the filters that are on, as one query. */
export function combine(typed: string, filters: readonly Filter[]): Combined {
  const clauses = filters.filter(({ off }) => !off).map(clauseText)
  if (!clauses.length) return { text: typed.trim(), offset: leading(typed) }
  if (!typed.trim()) return { text: clauses.join(' '), offset: 0 }
  const wrapped = hasChoice(typed)
  const head = wrapped ? `(${typed.trim()})` : typed.trim()
  return { text: [head, ...clauses].join(' '), offset: leading(typed) + (wrapped ? -1 : 0) }
}

const leading = (typed: string) => typed.length - typed.trimStart().length

const same = (a: Filter, field: string, value: Scalar | null) => a.field === field && a.value === value

/** Adds a filter; the same value again is flipped or switched on, never doubled. */
export function addFilter(
  filters: readonly Filter[],
  field: string,
  value: Scalar | null,
  negated = false,
): Filter[] {
  const added: Filter = { field, value, negated, off: false }
  if (!filters.some((filter) => same(filter, field, value))) return [...filters, added]
  return filters.map((filter) => (same(filter, field, value) ? added : filter))
}

export const removeFilter = (filters: readonly Filter[], at: number) =>
  filters.filter((_, index) => index !== at)

export const flipFilter = (filters: readonly Filter[], at: number) =>
  filters.map((filter, index) => (index === at ? { ...filter, negated: !filter.negated } : filter))

export const toggleFilter = (filters: readonly Filter[], at: number) =>
  filters.map((filter, index) => (index === at ? { ...filter, off: !filter.off } : filter))

// `service:checkout`, `-` before it excludes, `~` before that is switched off. Values are JSON, so that the
// number 500 and the text "500" stay apart.

export function filterParam({ field, value, negated, off }: Filter): string {
  return `${off ? '~' : ''}${negated ? '-' : ''}${encodeURIComponent(field)}:${writeJson(value)}`
}

export function readFilterParam(text: string): Filter | null {
  const match = /^(~?)(-?)([^:]+):(.+)$/s.exec(text)
  if (!match?.[3] || !match[4]) return null
  try {
    const value = parseJson(match[4])
    const usable = value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
    if (!usable) return null
    return {
      field: decodeURIComponent(match[3]),
      value: value as Scalar | null,
      negated: match[2] === '-',
      off: match[1] === '~',
    }
  } catch {
    return null
  }
}
