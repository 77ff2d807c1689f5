/** Cuts a query into pieces: for colouring it, and for knowing what could be completed where. */

export type TokenKind =
  | 'space'
  | 'word'
  | 'phrase'
  | 'field'
  | 'colon'
  | 'operator'
  | 'value'
  | 'number'
  | 'regex'
  | 'boolean'
  | 'sign'
  | 'bracket'

export type Token = { kind: TokenKind; start: number; end: number; text: string }

const FIELD = /(?!\d+:)(?:\\.|[\p{L}\p{N}_@])(?:\\.|[\p{L}\p{N}_@.$/-])*(?=:(?!\/\/|:))/uy
const QUOTED_FIELD = /"[^"\\]+"(?=:(?!\/\/|:))/y
const COMPARED =
  /(?!\d+\s*[<>])(?:\\.|[\p{L}_@])(?:\\.|[\p{L}\p{N}_@.$/-])*(?=\s*(?:>=|<=|>|<)\s*(?:[+-]?\d|now\b))/uy
const BOOLEAN = /(?:AND|OR|NOT|and|or|not)(?=[\s()"]|$)|&&|\|\|/y
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/
const TERM = /(?:\\[^]|[^\s()"])+/y
const RANGE_TERM = /(?:\\[^]|[^\s()"[\]{}])+/y
const PHRASE = /"(?:\\["\\]|[^"])*"?/y
const REGEX = /\/(?:\\.|[^/\\])+\/(?=[\s()]|$)/y
const SIGN = /[!+-](?=[\p{L}\p{N}_"(/@*?\\])/uy

const RULES: [TokenKind, RegExp][] = [
  ['space', /\s+/y],
  ['bracket', /[()]/y],
  ['boolean', BOOLEAN],
  ['field', QUOTED_FIELD],
  ['phrase', PHRASE],
  ['regex', REGEX],
  ['field', FIELD],
  ['field', COMPARED],
  ['sign', SIGN],
  ['word', TERM],
]

const VALUE_RULES: [TokenKind, RegExp][] = [
  ['space', /\s+/y],
  ['operator', />=|<=|>|</y],
  ['bracket', /[([{]/y],
  ['phrase', PHRASE],
  ['regex', REGEX],
  ['value', TERM],
]

const RANGE_RULES: [TokenKind, RegExp][] = [
  ['space', /\s+/y],
  ['bracket', /[\]}]/y],
  ['boolean', /TO(?=\s|$)/y],
  ['phrase', PHRASE],
  ['value', RANGE_TERM],
]

type Mode = 'text' | 'value' | 'range'
const MODES: Record<Mode, [TokenKind, RegExp][]> = { text: RULES, value: VALUE_RULES, range: RANGE_RULES }

function next(text: string, at: number, mode: Mode): Token {
  for (const [kind, pattern] of MODES[mode]) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found) return { kind, start: at, end: at + found.length, text: found }
  }
  return { kind: mode === 'text' ? 'word' : 'value', start: at, end: at + 1, text: text.charAt(at) }
}

/** Every character is in exactly one token. Never throws: half a query is what people type. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  // Within `field:( … )` plain words are values: the depths at which such a bracket was opened.
  const valueDepths: number[] = []
  let depth = 0
  let mode: Mode = 'text'
  for (let at = 0; at < text.length;) {
    const previous = tokens.at(-1)
    if (previous?.kind === 'field') {
      const colon = /^\s*(:|>=|<=|>|<)/.exec(text.slice(at))?.[0]
      if (colon) {
        tokens.push({
          kind: colon === ':' ? 'colon' : 'operator',
          start: at,
          end: at + colon.length,
          text: colon,
        })
        at += colon.length
        mode = 'value'
        continue
      }
    }
    const token = next(text, at, mode)
    if (token.kind === 'word' && valueDepths.length) token.kind = 'value'
    if ((token.kind === 'value' || token.kind === 'word') && NUMBER.test(token.text)) token.kind = 'number'
    tokens.push(token)
    at = token.end
    if (token.text === '(') {
      depth += 1
      if (mode === 'value') valueDepths.push(depth)
      mode = 'text'
    } else if (token.text === ')' && token.kind === 'bracket') {
      if (valueDepths.at(-1) === depth) valueDepths.pop()
      depth -= 1
    } else if (token.kind === 'bracket') mode = /[[{]/.test(token.text) ? 'range' : 'text'
    else if (mode === 'value' && token.kind !== 'space' && token.kind !== 'operator') mode = 'text'
  }
  return tokens
}

/** The words and phrases that a row shows because of this query: what to mark in messages. */
export function searchedTerms(text: string): string[] {
  const terms = new Set<string>()
  let negated = false
  let field = ''
  for (const { kind, text: piece } of tokenize(text)) {
    if (kind === 'space' || kind === 'colon' || kind === 'bracket') continue
    if (kind === 'sign') negated = piece !== '+'
    else if (kind === 'boolean') negated = /^not$/i.test(piece)
    else if (kind === 'field') field = piece
    else {
      if (!negated && (!field || field === 'message'))
        for (const term of literals(kind, piece)) terms.add(term)
      negated = false
      field = ''
    }
  }
  return [...terms]
}

function literals(kind: TokenKind, piece: string): string[] {
  if (kind === 'phrase') return [piece.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1')].filter(Boolean)
  if (kind !== 'word' && kind !== 'number' && kind !== 'value') return []
  return piece
    .replace(/\\(.)/g, '$1')
    .split(/[*?]+/)
    .filter((part) => part.length > 1)
}
