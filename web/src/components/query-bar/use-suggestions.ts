'use client'

import { useEffect, useState } from 'react'

import { BOOLEANS, suggestFields, suggestOperators, suggestValues } from './complete'
import type { KnownField, KnownValue, Suggestion } from './complete'
import { completionAt } from './context'
import type { CompletionContext } from './context'

/** What the query bar may ask: fields are known, values are fetched for a field as it is typed. */
export interface Completions {
  fields: readonly KnownField[]
  total: number
  askValues: (
    field: string,
    prefix: string,
    signal: AbortSignal,
  ) => Promise<{ results: KnownValue[]; total: number }>
}

const PAUSE = 120

type Answer = { key: string; values: Suggestion[] | null }

export interface Suggestions {
  context: CompletionContext
  list: Suggestion[]
  waiting: boolean
}

export function useSuggestions(
  text: string,
  cursor: number,
  active: boolean,
  from: Completions,
): Suggestions {
  const context: CompletionContext = active ? completionAt(text, cursor) : { kind: 'none' }
  const [answer, setAnswer] = useState<Answer>({ key: '', values: null })
  const field = context.kind === 'value' ? context.field : ''
  const prefix = context.kind === 'value' ? context.prefix : ''
  const key = field && `${field}\n${prefix}`
  const { askValues } = from

  useEffect(() => {
    if (!key) return
    const asking = new AbortController()
    const timer = setTimeout(() => {
      askValues(field, prefix, asking.signal)
        .then(({ results, total }) => setAnswer({ key, values: suggestValues(results, prefix, total) }))
        // Suggestions are a courtesy: when they cannot be had, one types on.
        .catch(() => setAnswer({ key, values: [] }))
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [key, field, prefix, askValues])

  switch (context.kind) {
    case 'field':
      return { context, list: suggestFields(from.fields, context.prefix, from.total), waiting: false }
    case 'operator':
      return { context, list: suggestOperators(typesOf(from.fields, context.field)), waiting: false }
    case 'boolean':
      return { context, list: BOOLEANS, waiting: false }
    case 'value':
      // Values of the last prefix stay until the new ones are there, so that the list does not flicker.
      return {
        context,
        list: answer.key.startsWith(`${field}\n`) ? (answer.values ?? []) : [],
        waiting: answer.key !== key,
      }
    default:
      return { context, list: [], waiting: false }
  }
}

const typesOf = (fields: readonly KnownField[], name: string) =>
  fields.find((field) => field.name === name)?.types ?? []
