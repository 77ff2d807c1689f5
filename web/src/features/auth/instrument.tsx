import { SeverityMark, severity, type Severity } from '@/components/severity'

const HOUR = [
  9, 12, 11, 14, 13, 16, 12, 15, 18, 17, 14, 16, 20, 22, 19, 24, 31, 44, 58, 49, 36, 27, 22, 18, 17, 19, 16,
  14, 15, 13,
]
const LOUD = new Map([
  [15, 2],
  [16, 7],
  [17, 16],
  [18, 25],
  [19, 14],
  [20, 6],
  [21, 2],
])

const LINES: readonly [string, Severity, string, string][] = [
  ['12:04:17.381', 'info', 'checkout', 'order 48213 placed, 3 items'],
  ['12:04:17.402', 'info', 'payment', 'charge authorised in 84 ms'],
  ['12:04:18.077', 'warning', 'payment', 'retrying charge, upstream took 2.1 s'],
  ['12:04:18.911', 'error', 'payment', 'upstream timed out after 3 attempts'],
  ['12:04:19.204', 'info', 'cart', 'item restored for session 7f3a'],
  ['12:04:19.377', 'critical', 'payment', 'circuit open, charges are queued'],
  ['12:04:22.640', 'notice', 'payment', 'circuit half open, probing'],
  ['12:04:23.158', 'info', 'payment', 'circuit closed, 41 charges released'],
]

/** A drawing of what the product shows: an hour of logs with an incident in it. Nothing in it is real. */
export function Instrument() {
  return (
    <div
      aria-hidden
      className="relative hidden flex-col justify-center overflow-hidden bg-canvas p-16 lg:flex"
    >
      <div className="mx-auto w-full max-w-3xl">
        <svg viewBox="0 0 600 150" className="w-full">
          {[0.5, 50, 100, 149.5].map((y) => (
            <line key={y} x1="0" x2="600" y1={y} y2={y} stroke="var(--line)" />
          ))}
          {HOUR.map((tall, index) => {
            const loud = LOUD.get(index) ?? 0
            const x = index * 20 + 2
            return (
              <g key={index}>
                <rect
                  x={x}
                  width="16"
                  y={150 - tall * 1.7}
                  height={tall * 1.7}
                  fill="var(--bar-info)"
                  opacity="0.55"
                />
                {loud > 0 && (
                  <rect
                    x={x}
                    width="16"
                    y={150 - (tall + loud) * 1.7}
                    height={loud * 1.7}
                    fill="var(--bar-error)"
                  />
                )}
              </g>
            )
          })}
          <path d="M299 0v150M401 0v150" stroke="var(--accent)" strokeDasharray="2 3" />
          <rect x="299" width="102" height="150" fill="var(--accent)" opacity="0.07" />
        </svg>
        <ul className="mt-6 border-t font-mono text-xs">
          {LINES.map(([at, level, service, text]) => (
            <li key={at} className="flex h-8 items-center gap-4 border-b whitespace-nowrap">
              <span className="text-ink-3">{at}</span>
              <SeverityMark level={level} />
              <span className={`w-16 ${severity[level].text}`}>{level}</span>
              <span className="w-20 text-ink-3">{service}</span>
              <span className="truncate text-ink-2">{text}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
