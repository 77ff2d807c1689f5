import type { Document, Tried } from './model'

/** The fields that the samples have at any step, as the language writes them. */
export function fieldsOf(tried: Tried[]): string[] {
  const found = new Set<string>()
  for (const { steps } of tried)
    for (const { events } of steps) for (const event of events) collect(event, '', found)
  return [...found].sort()
}

function collect(node: Document, path: string, found: Set<string>) {
  for (const [name, value] of Object.entries(node)) {
    const here = `${path}[${name}]`
    found.add(here)
    if (value && typeof value === 'object' && !Array.isArray(value)) collect(value as Document, here, found)
  }
}

export interface Change {
  field: string
  kind: 'added' | 'removed' | 'changed'
  before?: unknown
  after?: unknown
}

/** What became of a document, field by field with dotted names. */
export function changes(before: Document, after: Document): Change[] {
  const one = flat(before)
  const other = flat(after)
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.flatMap((field): Change[] => {
    if (!(field in one)) return [{ field, kind: 'added', after: other[field] }]
    if (!(field in other)) return [{ field, kind: 'removed', before: one[field] }]
    return show(one[field]) === show(other[field])
      ? []
      : [{ field, kind: 'changed', before: one[field], after: other[field] }]
  })
}

export function flat(document: Document, path = '', found: Document = {}): Document {
  for (const [name, value] of Object.entries(document)) {
    const here = path ? `${path}.${name}` : name
    if (value && typeof value === 'object' && !Array.isArray(value)) flat(value as Document, here, found)
    else found[here] = value
  }
  return found
}

/** A value on one line. */
export const show = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : (JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? '')
