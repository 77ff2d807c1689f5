'use client'

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentLess, insertTab } from '@codemirror/commands'
import { bracketMatching, indentUnit } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'

import type { Problem, Reference } from '../model'
import { completions } from './complete'
import { logstash } from './language'

export interface CodeEditorProps {
  label: string
  value: string
  onChange: (text: string) => void
  onCursor?: (offset: number) => void
  readOnly?: boolean
  problems: Problem[]
  warnings: Problem[]
  reference: Reference | undefined
  /** Fields of the samples, for completion. */
  fields: string[]
}

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  // Above the gutter, which would cover an outline.
  '&.cm-focused::after': {
    content: '""',
    position: 'absolute',
    inset: '0',
    zIndex: '300',
    pointerEvents: 'none',
    boxShadow: 'inset 0 0 0 1.5px var(--focus)',
  },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink-3)',
    border: 'none',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 55%, transparent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-wash) !important',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--active)' },
  '.cm-matchingBracket': {
    backgroundColor: 'var(--accent-wash) !important',
    outline: '1px solid var(--accent-line)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: 'none',
    borderRadius: '6px',
    boxShadow: 'var(--shadow-pop)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-wash)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12px' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeftWidth: '3px', fontSize: '12px' },
  '.cm-diagnosticAction': {
    padding: '2px 8px',
    marginLeft: '10px',
    borderRadius: '5px',
    backgroundColor: 'var(--accent)',
    color: 'var(--accent-ink)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--sev-error)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--sev-warning)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)' },
})

/** A configuration, written with help. Tab indents; Escape and then Tab leaves the editor. */
export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(props)
  const readOnly = useRef(new Compartment())
  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (!host.current) return
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          bracketMatching(),
          closeBrackets(),
          indentUnit.of('  '),
          EditorState.tabSize.of(2),
          logstash,
          autocompletion({
            override: [
              completions(
                () => latest.current.reference,
                () => latest.current.fields,
              ),
            ],
            icons: false,
          }),
          keymap.of([
            { key: 'Escape', run: leaveWithTab },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
            { key: 'Tab', run: insertTab, shift: indentLess },
          ]),
          readOnly.current.of(EditorState.readOnly.of(Boolean(latest.current.readOnly))),
          EditorView.contentAttributes.of({ 'aria-label': latest.current.label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString())
            if (update.docChanged || update.selectionSet)
              latest.current.onCursor?.(update.state.selection.main.head)
          }),
          theme,
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [])

  const { value, problems, warnings } = props
  useEffect(() => {
    const now = view.current
    if (now && now.state.doc.toString() !== value)
      now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    view.current?.dispatch({
      effects: readOnly.current.reconfigure(EditorState.readOnly.of(Boolean(props.readOnly))),
    })
  }, [props.readOnly])

  useEffect(() => {
    const now = view.current
    if (!now) return
    const shown = [
      ...problems.map((problem) => diagnostic(now.state, problem, 'error')),
      ...warnings.map((problem) => diagnostic(now.state, problem, 'warning')),
    ]
    now.dispatch(setDiagnostics(now.state, shown))
  }, [problems, warnings])

  return <div ref={host} className="h-full min-h-0 overflow-hidden" />
}

/** For two seconds Tab leads out of the editor; Escape does what else it does. */
function leaveWithTab(view: EditorView) {
  view.setTabFocusMode(2_000)
  return false
}

const NAMED = /^did you mean `([^`]+)`\?$/

function diagnostic(state: EditorState, problem: Problem, severity: 'error' | 'warning'): Diagnostic {
  const line = state.doc.line(Math.min(Math.max(1, problem.line), state.doc.lines))
  const from = Math.min(line.from + problem.column - 1, line.to)
  const word = /^[\w.@-]+/.exec(state.sliceDoc(from, line.to))?.[0] ?? ''
  const to = Math.min(line.to, from + Math.max(1, word.length))
  const instead = NAMED.exec(problem.hint)?.[1]
  return {
    from,
    to,
    severity,
    message: problem.hint ? `${problem.message} (${problem.hint})` : problem.message,
    actions:
      instead && word
        ? [
            {
              name: `Write ${instead}`,
              apply: (view, start, end) =>
                view.dispatch({ changes: { from: start, to: end, insert: instead } }),
            },
          ]
        : undefined,
  }
}
