/** What to offer at a place in the query, and what the query is when it is taken. */

import { queryValue } from '@/lib/links'
import type { Scalar } from '@/lib/model'

import type { CompletionContext } from './context'
import { fieldText } from './clauses'

export type Suggestion = {
  label: string
  /** What is put in place of the part that was typed. */
  insert: string
  detail: string
  /** Taking this opens the next list: after a field its operators, after `:` its values. */
  more: boolean
}

export type KnownField = { name: string; types: readonly string[]; count: number }
export type KnownValue = { value: Scalar; count: number }

const MOST = 50

/** Those that begin with the prefix first, then those whose parts do, then those that hold it. */
export function rank(name: string, prefix: string): number {
  const [whole, wanted] = [name.toLowerCase(), prefix.toLowerCase()]
  if (!wanted) return 1
  if (whole === wanted) return 0
  if (whole.startsWith(wanted)) return 1
  if (whole.split(/[._-]/).some((part) => part.startsWith(wanted))) return 2
  return whole.includes(wanted) ? 3 : -1
}

export function suggestFields(fields: readonly KnownField[], prefix: string, total: number): Suggestion[] {
  const typed = prefix.replace(/^"|\\/g, '')
  return fields
    .map((field) => ({ field, rank: rank(field.name, typed) }))
    .filter(({ rank }) => rank >= 0)
    .sort(
      (a, b) => a.rank - b.rank || b.field.count - a.field.count || a.field.name.localeCompare(b.field.name),
    )
    .slice(0, MOST)
    .map(({ field }) => ({
      label: field.name,
      insert: `${fieldText(field.name)}:`,
      detail: [field.types.join(', '), coverage(field.count, total)].filter(Boolean).join(' · '),
      more: true,
    }))
}

/** `12 %`; what is there at all is never 0 %, and what is missing somewhere never 100 %. */
export function coverage(count: number, total: number): string {
  if (!total) return ''
  const percent = (count / total) * 100
  if (percent > 0 && percent < 1) return '<1 %'
  if (percent > 99 && percent < 100) return '>99 %'
  return `${Math.round(percent)} %`
}

export function suggestOperators(types: readonly string[]): Suggestion[] {
  const numeric = types.some((type) => type === 'integer' || type === 'float')
  const all: Suggestion[] = [
    { label: '*', insert: '* ', detail: 'the field is there', more: false },
    { label: '"…"', insert: '"', detail: 'exactly this text', more: true },
    { label: '(a OR b)', insert: '(', detail: 'any of these', more: true },
    { label: '/…/', insert: '/', detail: 'a regular expression', more: false },
  ]
  const ordered: Suggestion[] = [
    { label: '>=', insert: '>=', detail: 'at least', more: false },
    { label: '>', insert: '>', detail: 'more than', more: false },
    { label: '<=', insert: '<=', detail: 'at most', more: false },
    { label: '<', insert: '<', detail: 'less than', more: false },
    { label: '[a TO b]', insert: '[', detail: 'between, both included', more: false },
  ]
  return numeric || types.includes('date') ? [...ordered, ...all] : all
}

export function suggestValues(values: readonly KnownValue[], prefix: string, total: number): Suggestion[] {
  const typed = prefix.replace(/^"|"$/g, '')
  return values
    .filter(({ value }) => rank(String(value), typed) >= 0)
    .slice(0, MOST)
    .map(({ value, count }) => ({
      label: String(value),
      insert: `${queryValue(value)} `,
      detail: coverage(count, total),
      more: false,
    }))
}

export const BOOLEANS: Suggestion[] = [
  { label: 'AND', insert: 'AND ', detail: 'both', more: true },
  { label: 'OR', insert: 'OR ', detail: 'either', more: true },
  { label: 'NOT', insert: 'NOT ', detail: 'without', more: true },
]

/** The query and the cursor's place after a suggestion was taken. */
export function take(text: string, context: CompletionContext, { insert }: Suggestion) {
  if (context.kind === 'none') return { text, cursor: text.length }
  const rest = text.slice(context.end)
  const inserted = insert.endsWith(' ') && rest.startsWith(' ') ? insert.trimEnd() : insert
  return {
    text: text.slice(0, context.start) + inserted + rest,
    cursor: context.start + inserted.length,
  }
}
