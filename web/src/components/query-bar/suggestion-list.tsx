'use client'

import { useEffect, useRef } from 'react'

import { cn } from '@/lib/cn'

import type { Suggestion } from './complete'
import type { CompletionContext } from './context'

export interface SuggestionListProps {
  id: string
  list: readonly Suggestion[]
  active: number
  waiting: boolean
  context: CompletionContext
  onTake: (suggestion: Suggestion) => void
}

const TITLES = {
  field: 'Fields',
  operator: 'How it compares',
  value: 'Values',
  boolean: 'Join with',
  none: '',
}

export function SuggestionList({ id, list, active, waiting, context, onTake }: SuggestionListProps) {
  const box = useRef<HTMLUListElement>(null)
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const title = context.kind === 'value' ? `Values of ${context.field}` : TITLES[context.kind]
  return (
    <div className="absolute top-full left-0 z-30 mt-1 w-[min(480px,calc(100vw-24px))] overflow-hidden rounded-lg bg-raised shadow-pop max-sm:-left-8">
      <p className="flex justify-between px-3 pt-1.5 text-2xs text-ink-3">
        {title} {waiting && <span role="status">looking…</span>}
      </p>
      <ul
        ref={box}
        id={`${id}-list`}
        role="listbox"
        aria-label={title}
        className="max-h-64 overflow-auto p-1"
      >
        {list.map((suggestion, index) => (
          // The keys are the textarea's; the mouse takes without stealing its focus.
          <li
            key={suggestion.label}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault()
              onTake(suggestion)
            }}
            className={cn(
              'flex h-7 cursor-pointer items-center gap-3 rounded-sm px-2 text-xs hover:bg-hover pointer-coarse:h-10',
              index === active && 'bg-active',
            )}
          >
            <span className="min-w-0 truncate font-mono text-ink">{suggestion.label}</span>
            <span className="ml-auto shrink-0 text-2xs text-ink-3">{suggestion.detail}</span>
          </li>
        ))}
      </ul>
      <p className="flex gap-3 border-t px-3 py-1 text-2xs text-ink-3 pointer-coarse:hidden" aria-hidden>
        <span>↑↓ choose</span>
        <span>Tab take</span>
        <span>Enter run</span>
      </p>
    </div>
  )
}
