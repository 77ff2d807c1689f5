/** What could be completed at the place of the cursor. */

import { tokenize } from './tokens'

export type CompletionContext =
  | { kind: 'field'; prefix: string; start: number; end: number }
  | { kind: 'operator'; field: string; start: number; end: number }
  | { kind: 'value'; field: string; prefix: string; start: number; end: number }
  | { kind: 'boolean'; start: number; end: number }
  | { kind: 'none' }

/** The field's name without its quotes and escapes. */
export const plainField = (text: string) => text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1')

export function completionAt(text: string, cursor: number): CompletionContext {
  const tokens = tokenize(text)
  const index = tokens.findIndex((token) => token.start < cursor && cursor <= token.end)
  const token = tokens[index]
  const before = tokens.slice(0, index + 1)
  if (!token || (token.kind === 'bracket' && token.text === '(')) return atStart(before, cursor)
  const field = owner(before)
  switch (token.kind) {
    case 'space':
      return afterSpace(before, cursor)
    case 'word':
    case 'number':
      if (field)
        return {
          kind: 'value',
          field,
          prefix: part(text, token.start, cursor),
          start: token.start,
          end: token.end,
        }
      return { kind: 'field', prefix: part(text, token.start, cursor), start: token.start, end: token.end }
    case 'boolean':
      // `or` may be the beginning of `order_id`.
      return { kind: 'field', prefix: part(text, token.start, cursor), start: token.start, end: token.end }
    case 'field':
      return {
        kind: 'field',
        prefix: part(text, token.start, cursor),
        start: token.start,
        end: token.end + 1,
      }
    case 'sign':
      return { kind: 'field', prefix: '', start: cursor, end: cursor }
    case 'colon':
      return { kind: 'operator', field, start: cursor, end: cursor }
    case 'operator':
      return { kind: 'none' }
    case 'value':
      return {
        kind: 'value',
        field,
        prefix: part(text, token.start, cursor),
        start: token.start,
        end: token.end,
      }
    case 'phrase':
      if (!field || (cursor === token.end && /^".*[^\\]"$/.test(token.text))) return { kind: 'none' }
      return {
        kind: 'value',
        field,
        prefix: part(text, token.start, cursor).slice(1),
        start: token.start,
        end: token.end,
      }
    default:
      return { kind: 'none' }
  }
}

const part = (text: string, start: number, end: number) => text.slice(start, end)

/** The field that a value at the end of these tokens belongs to, or "". */
function owner(tokens: { kind: string; text: string }[]): string {
  let depth = 0
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const { kind, text } = tokens[at] ?? { kind: '', text: '' }
    if (text === ')' && kind === 'bracket') depth += 1
    if (text === '(' && kind === 'bracket') depth -= 1
    if (kind !== 'colon') continue
    const after = tokens.slice(at + 1)
    const opened = after.some(({ kind, text }) => kind === 'bracket' && text === '(')
    const filled = after.filter(({ kind }) => kind !== 'space' && kind !== 'operator')
    if (opened ? depth < 0 : filled.length <= 1) return plainField(tokens[at - 1]?.text ?? '')
    return ''
  }
  return ''
}

function atStart(before: { kind: string; text: string }[], cursor: number): CompletionContext {
  const field = before.length ? owner(before) : ''
  if (field) return { kind: 'value', field, prefix: '', start: cursor, end: cursor }
  return { kind: 'field', prefix: '', start: cursor, end: cursor }
}

function afterSpace(before: { kind: string; text: string }[], cursor: number): CompletionContext {
  const last = before.filter(({ kind }) => kind !== 'space').at(-1)
  if (last?.kind === 'colon') return { kind: 'operator', field: owner(before), start: cursor, end: cursor }
  if (!last || last.kind === 'boolean' || last.text === '(') return atStart(before, cursor)
  return { kind: 'boolean', start: cursor, end: cursor }
}
