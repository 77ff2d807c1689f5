import { memo } from 'react'

import { areaPath, linePath, lonely, middleOf, yOf, type Plot, type Point } from './marks'
import { patternFill } from './palette'
import type { Scale } from './scale'
import type { ChartLine } from './time-chart'

export interface MarksProps {
  kind: 'line' | 'area' | 'bar'
  stacked: boolean
  lines: ChartLine[]
  placed: (Point | null)[][]
  scale: Scale
  plot: Plot
  /** What the patterns' ids begin with. */
  pattern: string
  loud: string | null
}

/** The marks themselves: drawn anew when data or size change, not when a pointer moves. */
export const Marks = memo(function Marks(props: MarksProps) {
  const { kind, lines, loud } = props
  // The first line lies on top of the others, for it is the largest and the one that is looked for.
  const order = lines.map((_, index) => index).reverse()
  return order.map((index) => {
    const line = lines[index]
    if (!line) return null
    return (
      <g key={line.key} opacity={loud === null || loud === line.key ? 1 : 0.2} data-line={line.label}>
        {kind === 'bar' ? <Bars {...props} index={index} /> : <Curve {...props} index={index} />}
      </g>
    )
  })
})

function Curve({
  kind,
  stacked,
  lines,
  placed,
  scale,
  plot,
  pattern,
  index,
}: MarksProps & { index: number }) {
  const line = lines[index]
  const values = placed[index]
  if (!line || !values) return null
  const area = kind === 'area' ? areaPath(values, scale, plot) : ''
  const over = patternFill(pattern, line.look)
  return (
    <>
      {area && <path d={area} fill={line.look.colour} fillOpacity={stacked ? 0.75 : 0.14} />}
      {area && stacked && over && <path d={area} fill={over} />}
      <path
        d={linePath(values, scale, plot)}
        fill="none"
        stroke={line.look.colour}
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeDasharray={stacked && kind === 'area' ? undefined : line.look.dash}
      />
      {lonely(values).map((at) => (
        <circle
          key={at}
          cx={middleOf(at, values.length, plot)}
          cy={yOf(values[at]?.to ?? 0, scale, plot)}
          r="2"
          fill={line.look.colour}
        />
      ))}
    </>
  )
}

function Bars({ stacked, lines, placed, scale, plot, pattern, index }: MarksProps & { index: number }) {
  const line = lines[index]
  const values = placed[index]
  if (!line || !values) return null
  const pitch = plot.width / Math.max(1, values.length)
  const gap = pitch > 8 ? 2 : pitch > 3 ? 1 : 0
  const share = stacked ? 1 : lines.length
  const wide = Math.max(0.5, (pitch - gap) / share)
  const over = patternFill(pattern, line.look)
  return values.map((point, at) => {
    if (!point || point.to === point.from) return null
    const [y1, y2] = [yOf(point.to, scale, plot), yOf(point.from, scale, plot)]
    const box = {
      x: plot.left + at * pitch + gap / 2 + (stacked ? 0 : index * wide),
      width: wide,
      y: Math.min(y1, y2),
      // One among a million still shows.
      height: Math.max(1, Math.abs(y2 - y1)),
    }
    return (
      <g key={at}>
        <rect {...box} fill={line.look.colour} />
        {over && wide > 3 && <rect {...box} fill={over} />}
      </g>
    )
  })
}
