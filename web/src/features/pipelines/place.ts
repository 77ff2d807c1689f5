'use client'

import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs'

/**
 * `?id=` is the pipeline that is open (0: a new one), `?reparse=` a reparse, `?line=` a line to begin with;
 * `?q=`, `?from=` and `?to=` are logs to reparse.
 */
export const usePlace = () =>
  useQueryStates(
    {
      id: parseAsInteger,
      reparse: parseAsString,
      line: parseAsString,
      template: parseAsString,
      q: parseAsString,
      from: parseAsString,
      to: parseAsString,
    },
    { history: 'push' },
  )
