'use client'

import { Braces, Columns3, Copy, ExternalLink, Filter, ZoomIn, ZoomOut } from 'lucide-react'
import { useRouter } from 'next/navigation'

import { isScalar, textOf, valueOf } from '@/components/logs'
import type { ValueHandlers } from '@/components/logs'
import { ContextMenuContent, ContextMenuItem } from '@/components/ui'
import { useMay } from '@/features/session'
import { copyText } from '@/lib/copy'
import { writeJson } from '@/lib/json'
import { tryLink } from '@/lib/links'
import type { LogEvent } from '@/lib/model'

export interface RowMenuProps {
  event: LogEvent
  field: string
  handlers: ValueHandlers
}

const short = (text: string) => (text.length > 36 ? `${text.slice(0, 36)}…` : text)

/** What the right button offers for the value under it. */
export function RowMenu({ event, field, handlers }: RowMenuProps) {
  const value = valueOf(event, field)
  const wanted = isScalar(value) ? value : null
  const said = `${field}: ${wanted === null ? 'is there' : short(String(wanted))}`
  const { onFilter, onColumn, linksOf } = handlers
  const router = useRouter()
  const mayEdit = useMay('editor')
  return (
    <ContextMenuContent>
      {onFilter && (
        <>
          <ContextMenuItem icon={<ZoomIn aria-hidden />} onSelect={() => onFilter(field, wanted, false)}>
            Only {said}
          </ContextMenuItem>
          <ContextMenuItem icon={<ZoomOut aria-hidden />} onSelect={() => onFilter(field, wanted, true)}>
            Without {said}
          </ContextMenuItem>
        </>
      )}
      {onColumn && field !== 'message' && (
        <ContextMenuItem icon={<Columns3 aria-hidden />} onSelect={() => onColumn(field)}>
          Remove the column {field}
        </ContextMenuItem>
      )}
      {linksOf?.(field, value).map(({ label, href }) => (
        <ContextMenuItem
          key={href}
          icon={<ExternalLink aria-hidden />}
          onSelect={() => window.open(href, '_blank', 'noopener')}
        >
          {label}
        </ContextMenuItem>
      ))}
      <ContextMenuItem icon={<Copy aria-hidden />} onSelect={() => void copyText(textOf(value))}>
        Copy {field}
      </ContextMenuItem>
      <ContextMenuItem icon={<Braces aria-hidden />} onSelect={() => void copyText(writeJson(event, 2))}>
        Copy as JSON
      </ContextMenuItem>
      {mayEdit && (
        <ContextMenuItem
          icon={<Filter aria-hidden />}
          onSelect={() => router.push(tryLink(event.raw ?? event.message))}
        >
          Try a pipeline on this line
        </ContextMenuItem>
      )}
    </ContextMenuContent>
  )
}
