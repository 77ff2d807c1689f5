import { oneLine, textOf, valueOf } from '@/components/logs/event'
import { LevelBadge } from '@/components/severity'
import { formatRow, rowTime } from '@/lib/time'

import { MarkLink } from './mark-link'
import { linkOf, type DrawProps } from './model'

/** Lines as they came; each opens in the Explorer. */
export function LogList(props: DrawProps) {
  const { panel, answer, zone } = props
  const says = rowTime({ start: Date.parse(answer.from), end: Date.parse(answer.to) }, zone)
  const given = panel.columns?.length ? panel.columns : (answer.columns ?? [])
  const columns = (given.length ? given : ['service', 'message']).filter((name) => name !== '@timestamp')
  const link = linkOf(props, answer.q)
  return (
    <ul aria-label={answer.title} className="size-full overflow-y-auto border-t">
      {answer.events?.map((event) => (
        <li key={event.id}>
          <MarkLink
            href={link && `${link}&id=${encodeURIComponent(event.id)}`}
            className="flex h-row items-center gap-3 border-b px-3 font-mono text-(length:--row-text) hover:bg-hover focus-visible:-outline-offset-2"
          >
            <span className="shrink-0 text-ink-3">{formatRow(event['@timestamp'], zone, says)}</span>
            <LevelBadge level={event.level} kind="letter" className="shrink-0" />
            {columns.map((name) => (
              <span
                key={name}
                className={
                  name === 'message'
                    ? 'min-w-0 flex-1 truncate text-ink'
                    : 'max-w-40 shrink-0 truncate text-ink-2'
                }
              >
                {oneLine(textOf(valueOf(event, name)), 400)}
              </span>
            ))}
          </MarkLink>
        </li>
      ))}
    </ul>
  )
}
