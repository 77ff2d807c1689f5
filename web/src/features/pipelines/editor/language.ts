/** Logstash's configuration language for the editor: what is what, and where one is in it. */

import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import type { StreamParser } from '@codemirror/language'
import { tags } from '@lezer/highlight'

interface State {
  quote: string | null
}

const WORDS = /^(?:if|else|and|or|xor|nand|in|not)\b/
const SECTIONS = /^(?:input|filter|output)\b(?=\s*\{)/
const PLUGIN = /^[A-Za-z_][\w-]*(?=\s*\{)/
const SETTING = /^(?:"[^"]*"|'[^']*'|[A-Za-z_@[][\w@.[\]-]*)(?=\s*=>)/
const FIELD = /^(?:\[[^\][,\s"']+\])+/
const NUMBER = /^-?\d+(?:\.\d+)?/
const OPERATOR = /^(?:=>|==|!=|<=|>=|=~|!~|<|>|!)/

const parser: StreamParser<State> = {
  name: 'logstash',
  startState: () => ({ quote: null }),
  token(stream, state) {
    if (state.quote) return inString(stream, state)
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(SETTING)) return 'propertyName'
    const quote = stream.peek()
    if (quote === '"' || quote === "'") {
      stream.next()
      state.quote = quote
      return 'string'
    }
    if (stream.match(/^\/(?:[^/\\]|\\.)+\//)) return 'regexp'
    if (stream.match(SECTIONS)) return 'heading'
    if (stream.match(WORDS)) return 'keyword'
    if (stream.match(PLUGIN)) return 'className'
    if (stream.match(FIELD)) return 'variableName'
    if (stream.match(OPERATOR)) return 'operator'
    if (stream.match(NUMBER)) return 'number'
    if (stream.match(/^[A-Za-z_][\w.-]*/)) return 'atom'
    stream.next()
    return null
  },
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['{', '[', '(', '"'] } },
}

function inString(
  stream: { match: (x: RegExp) => unknown; next: () => unknown; eol: () => boolean },
  state: State,
) {
  if (stream.match(/^%\{[^}]*\}/)) return 'special'
  if (stream.match(/^\\./)) return 'string'
  const quote = state.quote
  while (!stream.eol()) {
    if (stream.match(/^(?=%\{)/)) return 'string'
    if (stream.match(/^\\./)) continue
    if (stream.next() === quote) {
      state.quote = null
      return 'string'
    }
  }
  return 'string'
}

const look = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: tags.heading, color: 'var(--ink)', fontWeight: '500' },
  { tag: tags.keyword, color: 'var(--sev-notice)' },
  { tag: tags.className, color: 'var(--accent-strong)' },
  { tag: tags.propertyName, color: 'var(--ink-2)' },
  { tag: tags.string, color: 'var(--sev-info)' },
  { tag: tags.special(tags.string), color: 'var(--sev-critical)' },
  { tag: tags.regexp, color: 'var(--sev-warning)' },
  { tag: tags.variableName, color: 'var(--sev-warning)' },
  { tag: [tags.number, tags.atom], color: 'var(--sev-notice)' },
])

export const logstash = [
  StreamLanguage.define({ ...parser, tokenTable: { special: tags.special(tags.string) } }),
  syntaxHighlighting(look),
]

/** What the cursor is in: a filter's settings, a section, a condition or a string. */
export interface Place {
  kind: 'filter' | 'setting' | 'pattern' | 'field' | 'text'
  /** The filter whose settings these are. */
  plugin?: string
}

const OPENING = /(?:([A-Za-z_][\w-]*)\s*|=>\s*|[^\s{]\s*|^\s*)\{/g

/** Where in a configuration a place is, told from the text before it. */
export function placeOf(before: string): Place {
  if (/%\{[A-Za-z0-9_]*$/.test(before)) return { kind: 'pattern' }
  const stack: string[] = []
  const code = withoutTexts(before)
  for (const piece of code.matchAll(new RegExp(`${OPENING.source}|\\}`, 'g'))) {
    if (piece[0] === '}') stack.pop()
    else stack.push(piece[1] ?? (/=>\s*\{$/.test(piece[0]) ? '=>' : 'if'))
  }
  const inside = stack.at(-1)
  if (/\[[\w@.[\]]*$/.test(code) && !/=>\s*\[[^\]]*$/.test(code)) return { kind: 'field' }
  if (inside === undefined) return { kind: 'text' }
  if (inside === 'filter' || inside === 'else' || inside === 'if') return { kind: 'filter' }
  if (inside === 'input' || inside === 'output' || inside === '=>') return { kind: 'text' }
  return { kind: 'setting', plugin: inside }
}

/** The same length, with comments, expressions and whole strings blanked. */
export const withoutTexts = (text: string) =>
  text.replace(/#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (piece) => piece.replace(/[^\n]/g, ' '))

/** The string that the cursor is in, when it is a grok pattern: it holds `%{NAME`. */
export function patternAt(text: string, cursor: number): { from: number; to: number; text: string } | null {
  for (const piece of text.matchAll(/#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g)) {
    const from = piece.index
    const to = from + piece[0].length
    if (cursor < from || cursor > to) continue
    const inner = piece[1] ?? piece[2]
    return inner !== undefined && /%\{[A-Z0-9_]+/.test(inner)
      ? { from: from + 1, to: to - 1, text: inner }
      : null
  }
  return null
}
