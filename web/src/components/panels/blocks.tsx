import { createElement, Fragment, type ReactNode } from 'react'

import type { Block } from './model'

/** How each element looks. What is not here is shown as its text alone. */
const LOOKS: Record<string, string> = {
  p: '',
  h1: 'text-lg font-semibold text-ink',
  h2: 'text-base font-semibold text-ink',
  h3: 'text-sm font-semibold text-ink',
  h4: 'text-sm font-semibold text-ink',
  h5: 'text-xs font-semibold text-ink',
  h6: 'text-xs font-semibold text-ink',
  ul: 'flex list-disc flex-col gap-0.5 pl-5',
  ol: 'flex list-decimal flex-col gap-0.5 pl-5',
  li: '',
  strong: 'font-semibold text-ink',
  em: '',
  s: '',
  code: 'rounded-sm bg-sunken px-1 text-xs text-ink',
  pre: 'overflow-x-auto rounded-md bg-sunken px-3 py-2 text-xs text-ink whitespace-pre-wrap',
  blockquote: 'flex flex-col gap-2 border-l-2 border-line-strong pl-3',
  table: 'w-fit text-xs',
  thead: '',
  tbody: '',
  tr: '',
  th: 'border-b px-2 py-1 text-left font-medium text-ink',
  td: 'border-b px-2 py-1',
}
const WITHOUT_CHILDREN = new Set(['hr', 'br'])
/** Below the page's own headings. */
const LOWER: Record<string, string> = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6' }

/** Only ways that cannot run anything: other pages, this product, a mail. */
const SAFE = /^(https?:\/\/|mailto:|\/(?![/\\])|#)/i

/** A written text. Made of elements, so that it can never bring HTML or a script of its own. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return <div className="flex flex-col gap-2 text-sm break-words text-ink-2">{blocks.map(element)}</div>
}

function element(block: Block, place: number): ReactNode {
  if ('text' in block) return <Fragment key={place}>{block.text}</Fragment>
  const { tag, href, children = [] } = block
  if (WITHOUT_CHILDREN.has(tag)) return createElement(tag, { key: place })
  const inside = children.map(element)
  if (tag === 'a' && href !== undefined && SAFE.test(href)) {
    return (
      <a
        key={place}
        href={href}
        {...(/^[/#]/.test(href) ? {} : { target: '_blank', rel: 'noreferrer noopener' })}
        className="rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong"
      >
        {inside}
      </a>
    )
  }
  const look = LOOKS[tag]
  if (look === undefined) return <Fragment key={place}>{inside}</Fragment>
  return createElement(LOWER[tag] ?? tag, { key: place, className: look || undefined }, ...inside)
}
