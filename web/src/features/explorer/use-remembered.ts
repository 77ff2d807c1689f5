'use client'

import { useState } from 'react'

import { recall, remember } from '@/lib/storage'

/** A switch that this browser remembers. */
export function useRemembered(key: string, otherwise: boolean): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => (recall(key) === null ? otherwise : recall(key) === '1'))
  return [
    on,
    (next) => {
      setOn(next)
      remember(key, next ? '1' : '0')
    },
  ]
}
