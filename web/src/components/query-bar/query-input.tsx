'use client'

import { useEffect, useId, useImperativeHandle, useRef, useState } from 'react'
import type { KeyboardEvent, Ref } from 'react'

import { cn } from '@/lib/cn'

import { take } from './complete'
import type { Suggestion } from './complete'
import { Highlight } from './highlight'
import { SuggestionList } from './suggestion-list'
import { useSuggestions } from './use-suggestions'
import type { Completions } from './use-suggestions'

export interface QueryMistake {
  message: string
  hint?: string
  /** Counted from 0. */
  column?: number
}

export interface QueryInputProps {
  value: string
  onChange: (value: string) => void
  /** Enter: the query as it stands. */
  onRun: (value: string) => void
  completions: Completions
  mistake?: QueryMistake | null
  label?: string
  placeholder?: string
  inputRef?: Ref<HTMLTextAreaElement>
  className?: string
}

/** A query as it is typed: coloured, completed, and with its mistake underlined where it is. */
export function QueryInput(props: QueryInputProps) {
  const { value, onChange, onRun, mistake, label = 'Query' } = props
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [cursor, setCursor] = useState(0)
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const { context, list, waiting } = useSuggestions(value, cursor, open, props.completions)
  const shown = open && (list.length > 0 || (waiting && context.kind === 'value'))
  const active = shown ? Math.min(chosen, list.length - 1) : -1

  // The cursor can only be put where the new text is once it is on screen.
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    area.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = null
  }, [value])

  const accept = (suggestion: Suggestion) => {
    const taken = take(value, context, suggestion)
    wanted.current = taken.cursor
    onChange(taken.text)
    setCursor(taken.cursor)
    setChosen(-1)
    setOpen(suggestion.more || context.kind === 'field')
  }

  const run = () => {
    setOpen(false)
    setChosen(-1)
    onRun(value)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move && (shown || (event.key === 'ArrowDown' && !value.includes('\n')))) {
      event.preventDefault()
      if (!shown) return setOpen(true)
      const count = list.length
      if (count) setChosen(active < 0 ? (move > 0 ? 0 : count - 1) : (active + move + count) % count)
      return
    }
    const picked = list[active]
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      if (picked && !event.ctrlKey && !event.metaKey) accept(picked)
      else run()
    } else if (event.key === 'Tab' && shown && !event.shiftKey && (picked ?? list[0])) {
      event.preventDefault()
      accept((picked ?? list[0]) as Suggestion)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      if (shown) setOpen(false)
      else area.current?.blur()
    }
  }

  const moveCursor = () => setCursor(area.current?.selectionStart ?? 0)
  useImperativeHandle(props.inputRef, () => area.current as HTMLTextAreaElement)

  return (
    <div className={cn('relative min-w-0 flex-1', props.className)}>
      <div className="grid font-mono text-[13px] leading-5 *:col-start-1 *:row-start-1 *:px-2 *:py-1.5 *:break-words *:whitespace-pre-wrap max-sm:text-base max-sm:*:py-2.5">
        <pre aria-hidden className="max-h-32 min-h-8 overflow-hidden font-mono text-ink">
          <Highlight text={value} mistake={mistake?.column} />
        </pre>
        <textarea
          ref={area}
          rows={1}
          aria-label={label}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={shown ? `${id}-list` : undefined}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={mistake ? true : undefined}
          aria-describedby={mistake ? `${id}-mistake` : undefined}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          placeholder={props.placeholder ?? 'Search: words, "a phrase", service:checkout, status:>=500'}
          value={value}
          className="max-h-32 resize-none overflow-auto bg-transparent text-transparent caret-ink outline-none placeholder:truncate placeholder:text-ink-3 focus-visible:outline-none"
          onChange={(event) => {
            onChange(event.target.value)
            setCursor(event.target.selectionStart)
            setOpen(true)
            setChosen(-1)
          }}
          onKeyDown={onKeyDown}
          onKeyUp={moveCursor}
          onClick={() => {
            moveCursor()
            setOpen(true)
          }}
          onBlur={() => setOpen(false)}
          onScroll={(event) => {
            const under = event.currentTarget.previousElementSibling
            if (under) under.scrollTop = event.currentTarget.scrollTop
          }}
        />
      </div>
      {shown && (
        <SuggestionList
          id={id}
          list={list}
          active={active}
          waiting={waiting}
          onTake={accept}
          context={context}
        />
      )}
      {mistake && !shown && (
        <p
          id={`${id}-mistake`}
          role="alert"
          className="absolute top-full left-0 z-20 mt-1 max-w-xl animate-pop rounded-md bg-raised px-2.5 py-1.5 text-xs shadow-pop"
        >
          <span className="text-sev-error">{mistake.message}</span>
          {mistake.column !== undefined && <span className="text-ink-3"> Column {mistake.column + 1}.</span>}
          {mistake.hint && <span className="block text-ink-2">{mistake.hint}</span>}
        </p>
      )}
    </div>
  )
}
