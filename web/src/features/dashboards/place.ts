'use client'

import {
  createParser,
  parseAsBoolean,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  useQueryStates,
} from 'nuqs'
import { useMemo } from 'react'

import type { Chosen } from './model'

interface Choice {
  name: string
  /** None is all of them. */
  value: string | null
}

/** `v=service:checkout`; `v=service:` is all of them. */
const parseChoice = createParser<Choice>({
  parse: (text) => {
    const colon = text.indexOf(':')
    if (colon < 1) return null
    return { name: text.slice(0, colon), value: text.slice(colon + 1) || null }
  },
  serialize: ({ name, value }) => `${name}:${value ?? ''}`,
  eq: (a, b) => a.name === b.name && a.value === b.value,
})

/**
 * All that a dashboard shows is in its address: `?id=` which one (0: a new one), its range, what is chosen for its
 * variables, a query that holds for all panels, whether it fills the screen, is being edited, or a panel is open.
 * `?add=` is a query that somebody wants as a panel.
 */
const parsers = {
  id: parseAsInteger,
  from: parseAsString,
  to: parseAsString,
  refresh: parseAsInteger,
  v: parseAsNativeArrayOf(parseChoice),
  q: parseAsString.withDefault(''),
  full: parseAsBoolean.withDefault(false),
  edit: parseAsBoolean.withDefault(false),
  panel: parseAsString,
  version: parseAsInteger,
  add: parseAsString,
  cols: parseAsString,
}

export const usePlace = () => useQueryStates(parsers, { history: 'push' })

export type Place = ReturnType<typeof usePlace>[0]

/** Away from every dashboard. */
export const NOWHERE = {
  id: null,
  from: null,
  to: null,
  refresh: null,
  v: null,
  q: null,
  full: null,
  edit: null,
  panel: null,
  version: null,
  add: null,
  cols: null,
}

export function chosenOf(choices: readonly Choice[]): Chosen {
  const chosen: Chosen = {}
  for (const { name, value } of choices) {
    const values = (chosen[name] ??= [])
    if (value !== null) values.push(value)
  }
  return chosen
}

export const choicesOf = (chosen: Chosen): Choice[] =>
  Object.entries(chosen).flatMap(([name, values]): Choice[] =>
    values.length ? values.map((value) => ({ name, value })) : [{ name, value: null }],
  )

export const useChosen = (choices: readonly Choice[]) => useMemo(() => chosenOf(choices), [choices])
