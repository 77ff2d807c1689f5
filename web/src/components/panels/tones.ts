import type { PanelSpec, Tone } from './model'

export const TONE: Record<Tone, { text: string; colour: string; word: string }> = {
  good: { text: 'text-accent', colour: 'var(--accent)', word: 'good' },
  info: { text: 'text-sev-info', colour: 'var(--sev-info)', word: 'note' },
  warning: { text: 'text-sev-warning', colour: 'var(--sev-warning)', word: 'warning' },
  critical: { text: 'text-sev-error', colour: 'var(--sev-error)', word: 'critical' },
  neutral: { text: 'text-ink-2', colour: 'var(--ink-3)', word: '' },
}

/** The highest threshold that the number has reached. */
export function toneOf(
  value: number | null | undefined,
  { thresholds }: Pick<PanelSpec, 'thresholds'>,
): Tone | undefined {
  if (value === null || value === undefined) return undefined
  return [...(thresholds ?? [])].sort((a, b) => b.value - a.value).find((each) => value >= each.value)?.colour
}
