'use client'

import { RotateCw, TriangleAlert } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'

import { Button } from '@/components/ui'
import { ApiError } from '@/lib/api'
import { cn } from '@/lib/cn'

import { titleOf, unitOf, type Answer, type DrawProps, type PanelSpec } from './model'
import { PanelBody } from './panel-body'
import { PanelSkeleton } from './skeletons'

export interface PanelFaceProps extends Omit<DrawProps, 'answer'> {
  answer: Answer | undefined
  error?: unknown
  /** Newer numbers are on their way; the old ones stay. */
  fetching?: boolean
  retry?: () => void
  /** What helps when the question itself is wrong. */
  mend?: ReactNode
}

/** A panel's four faces: waiting, failing, empty, full. What fails here fails for this panel alone. */
export function PanelFace({ answer: given, error, retry, mend, fetching, ...draw }: PanelFaceProps) {
  const panel = useMemo(() => ({ ...draw.panel, unit: unitOfAll(draw.panel) }), [draw.panel])
  // Panels that ask the same share the answer, but not the name.
  const title = titleOf(panel, given)
  const answer = useMemo(() => given && { ...given, title }, [given, title])
  // An answer of another kind is of before the kind was changed; it cannot be drawn as this one.
  const fits = answer && answer.kind === panel.kind && drawable(panel, answer)
  if (fits && !answer.error) {
    return (
      <div aria-busy={fetching || undefined} className="relative size-full">
        <PanelBody {...draw} panel={panel} answer={answer} />
        {Boolean(error) && <Old retry={retry} />}
      </div>
    )
  }
  if (fits && answer.error) return <Failing {...answer.error} retry={retry} mend={mend} />
  if (error) {
    const hint = error instanceof ApiError ? error.hint : undefined
    const message = error instanceof Error ? error.message : 'Something went wrong.'
    return <Failing message={message} hint={hint} retry={retry} mend={mend} />
  }
  return <PanelSkeleton kind={panel.kind} />
}

/** The unit of a panel of which every number is a share. */
const unitOfAll = (panel: PanelSpec) =>
  panel.series.length > 0 && panel.series.every((_, at) => unitOf(panel, at) === 'percent')
    ? 'percent'
    : panel.unit

const drawable = ({ kind, over }: DrawProps['panel'], answer: Answer) =>
  Boolean(answer.error) || kind !== 'bar' || (over === 'groups' ? answer.rows : answer.series) !== undefined

/** Numbers that could not be renewed are shown, and said to be old. */
function Old({ retry }: { retry?: () => void }) {
  return (
    <button
      type="button"
      onClick={retry}
      title="Try again"
      className="absolute right-2 bottom-2 z-10 flex items-center gap-1.5 rounded-md bg-raised px-2 py-1 text-2xs text-sev-warning shadow-pop"
    >
      <TriangleAlert aria-hidden className="size-3" /> These are old: they could not be renewed
    </button>
  )
}

interface FailingProps {
  message: string
  hint?: string
  retry?: () => void
  mend?: ReactNode
}

function Failing({ message, hint, retry, mend }: FailingProps) {
  return (
    <div
      role="alert"
      className="flex size-full flex-col items-center justify-center gap-2 overflow-auto px-4 pb-3 text-center"
    >
      <p className="max-w-md text-xs text-ink">
        <TriangleAlert aria-hidden className="mr-1.5 inline size-3.5 text-sev-error" />
        {message}
        {hint && <span className="mt-0.5 block text-ink-3">{hint}</span>}
      </p>
      <span className="flex gap-2">
        {retry && (
          <Button size="sm" onClick={retry}>
            <RotateCw aria-hidden /> Try again
          </Button>
        )}
        {mend}
      </span>
    </div>
  )
}

export interface PanelFrameProps {
  title: string
  tools?: ReactNode
  /** Spread on the title's line: what one takes hold of to move the panel. */
  grip?: Record<string, unknown>
  children: ReactNode
  className?: string
}

/** The hairline around a panel, its name, and its tools. */
export function PanelFrame({ title, tools, grip, children, className }: PanelFrameProps) {
  return (
    <article
      aria-label={title || 'Panel'}
      className={cn(
        'group/panel relative flex size-full min-w-0 flex-col rounded-lg border bg-surface',
        className,
      )}
    >
      <header
        {...grip}
        className={cn('flex h-9 shrink-0 items-center gap-2 pr-1.5 pl-3', grip && 'cursor-grab touch-none')}
      >
        <h2 className="min-w-0 truncate text-xs font-medium text-ink-2" title={title}>
          {title}
        </h2>
        <div className="ml-auto flex shrink-0 items-center">{tools}</div>
      </header>
      <div className="relative min-h-0 flex-1">{children}</div>
    </article>
  )
}
