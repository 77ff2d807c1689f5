'use client'

import { useState } from 'react'

/** What stands in the query bar: the query of the address until somebody types, and again when that changes. */
export function useDraft(typed: string): [string, (draft: string) => void] {
  const [draft, setDraft] = useState(typed)
  const [draftOf, setDraftOf] = useState(typed)
  if (draftOf !== typed) {
    setDraftOf(typed)
    setDraft(typed)
  }
  return [draft, setDraft]
}
