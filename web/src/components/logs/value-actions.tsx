'use client'

import { Columns3, ExternalLink, ZoomIn, ZoomOut } from 'lucide-react'
import type { ReactNode } from 'react'

import { CopyButton, IconButton } from '@/components/ui'
import type { Scalar } from '@/lib/model'

import { isScalar, textOf } from './event'
import type { Link } from './templates'

/** What can be done with a value, wherever it is seen. What is not given is not offered. */
export interface ValueHandlers {
  onFilter?: (field: string, value: Scalar | null, negated: boolean) => void
  onColumn?: (field: string) => void
  linksOf?: (field: string, value: unknown) => Link[]
}

export interface ValueActionsProps extends ValueHandlers {
  field: string
  value: unknown
  isColumn?: boolean
}

/** Include, exclude, column, copy. Lists are filtered by whether the field is there. */
export function ValueActions({ field, value, isColumn, onFilter, onColumn }: ValueActionsProps) {
  const text = textOf(value)
  const filterable = field !== 'id' && field !== '@timestamp' && field !== 'raw'
  const wanted = isScalar(value) ? value : null
  const named = wanted === null ? `logs that have ${field}` : `${field} = ${shortened(text)}`
  return (
    <>
      {onFilter && filterable && (
        <>
          <Act label={`Only ${named}`} onClick={() => onFilter(field, wanted, false)}>
            <ZoomIn aria-hidden />
          </Act>
          <Act label={`Without ${named}`} onClick={() => onFilter(field, wanted, true)}>
            <ZoomOut aria-hidden />
          </Act>
        </>
      )}
      {onColumn && (
        <Act
          label={isColumn ? `Remove the column ${field}` : `Add ${field} as a column`}
          pressed={isColumn}
          onClick={() => onColumn(field)}
        >
          <Columns3 aria-hidden />
        </Act>
      )}
      <CopyButton text={text} label={`Copy ${field}`} />
    </>
  )
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

function Act(props: { label: string; onClick: () => void; pressed?: boolean; children: ReactNode }) {
  return <IconButton size="sm" title={props.label} {...props} />
}

/** The links of a value, small, beside it. */
export function ValueLinks({ links }: { links: readonly Link[] }) {
  return links.map(({ label, href }) => (
    <a
      key={href}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="ml-2 inline-flex items-center gap-0.5 font-sans text-2xs text-accent hover:underline"
    >
      {label}
      <ExternalLink aria-hidden className="size-3" />
      <span className="sr-only">(opens a new tab)</span>
    </a>
  ))
}
