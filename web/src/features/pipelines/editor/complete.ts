/** Completion: filters, their settings, fields of the samples, and pattern names. */

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'

import type { FilterOption, Reference } from '../model'
import { placeOf } from './language'

const valueOf = ({ kind, one_of }: FilterOption): string => {
  if (one_of.length > 0) return `"${one_of[0]}"`
  return { hash: '{ "" => "" }', array: '[""]', number: '1', boolean: 'true' }[kind] ?? '""'
}

const setting = (option: FilterOption): Completion => ({
  label: option.name,
  type: 'property',
  detail: option.required ? `${option.kind}, needed` : option.kind,
  info: option.default ? `usually ${option.default}` : undefined,
  apply: `${option.name} => ${valueOf(option)}`,
  boost: option.required ? 10 : 0,
})

/** A source of completions that knows the reference and the fields of the samples. */
export const completions =
  (reference: () => Reference | undefined, fields: () => string[]) =>
  (context: CompletionContext): CompletionResult | null => {
    const known = reference()
    if (!known) return null
    const before = context.state.sliceDoc(Math.max(0, context.pos - 20_000), context.pos)
    const place = placeOf(before)
    const from = context.pos - (/[\w@.-]*$/.exec(before)?.[0].length ?? 0)
    if (!context.explicit && from === context.pos && place.kind !== 'pattern' && place.kind !== 'field')
      return null
    const options = {
      pattern: () => known.patterns.map((name) => ({ label: name, type: 'constant' })),
      field: () => fields().map((name) => ({ label: name, type: 'variable' })),
      filter: () => [
        ...known.filters.map(({ name, summary }) => ({
          label: name,
          type: 'class',
          detail: summary,
          apply: `${name} {\n  \n}`,
        })),
        { label: 'if', type: 'keyword', apply: 'if [] {\n  \n}' },
        { label: 'else', type: 'keyword', apply: 'else {\n  \n}' },
      ],
      setting: () => {
        const filter = known.filters.find(({ name }) => name === place.plugin)
        return [...(filter?.options ?? []), ...known.everywhere].map(setting)
      },
      text: () =>
        before.trim() === '' || context.explicit
          ? [{ label: 'filter', type: 'keyword', apply: 'filter {\n  \n}' }]
          : [],
    }[place.kind]()
    return options.length > 0 ? { from, options, validFor: /^[\w@.-]*$/ } : null
  }
