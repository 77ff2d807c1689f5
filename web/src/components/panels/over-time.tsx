'use client'

import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'

import { keysOf } from './keys'
import { Legend } from './legend'
import { lineLabel, type DrawProps } from './model'
import { lookAt, looksOf } from './palette'
import { TimeChart } from './time-chart'
import { withoutFalls } from './whole'

const NONE: ReadonlySet<string> = new Set()

/** Lines, areas or bars over time, with a legend where there is more than one line. */
export function OverTime({ panel, answer, zone, linkTo, onZoom }: DrawProps) {
  const router = useRouter()
  const [hidden, setHidden] = useState(NONE)
  const [loud, setLoud] = useState<string | null>(null)
  const all = useMemo(() => {
    const { series = [], starts = [], ends = [] } = answer
    const step = answer.step ?? 60
    const looks = looksOf(
      series.map(({ keys }) => keys),
      panel,
    )
    const names = keysOf(series.map(({ label, keys }) => [label, ...keys].join('\n')))
    const numbers = series.map((line) => line.numbers)
    const values = panel.kind === 'bar' ? numbers : withoutFalls(numbers, starts, ends, step)
    return series.map((line, place) => ({
      key: names[place] ?? '',
      label: lineLabel(line, panel),
      look: looks[place] ?? lookAt(place),
      values: values[place] ?? [],
      q: line.q,
    }))
  }, [answer, panel])
  const shown = useMemo(() => all.filter(({ key }) => !hidden.has(key)), [all, hidden])
  const kind = panel.kind === 'bar' || panel.kind === 'area' ? panel.kind : 'line'
  const go = (line: number, from: Date, to: Date, elsewhere: boolean) => {
    const q = shown[line]?.q
    if (!linkTo || q === undefined) return
    const link = linkTo(q, from.toISOString(), to.toISOString())
    if (elsewhere) window.open(link, '_blank', 'noopener')
    else router.push(link)
  }
  return (
    <div className="flex size-full flex-col">
      <div className="min-h-0 flex-1 px-1 pt-1">
        <TimeChart
          kind={kind}
          stacked={Boolean(panel.stacked) && kind !== 'line'}
          lines={shown}
          starts={answer.starts ?? []}
          ends={answer.ends ?? []}
          step={answer.step ?? 60}
          unit={panel.unit}
          thresholds={panel.thresholds}
          zone={zone}
          label={answer.title || panel.title || 'Chart'}
          onZoom={onZoom}
          onMark={linkTo && go}
          loud={loud}
        />
      </div>
      {all.length > 1 && panel.legend !== false && (
        <Legend
          items={all}
          line={kind === 'line'}
          hidden={hidden}
          onHidden={setHidden}
          onLoud={setLoud}
          className="shrink-0 px-2 pb-1"
        />
      )}
    </div>
  )
}
