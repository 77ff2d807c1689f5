import { Pause, Radio } from 'lucide-react'

import { Button } from '@/components/ui'

export interface WaitingProps {
  connected: boolean
  filtered: boolean
  onClear: () => void
  /** Where it stands still: the way on. */
  onGoOn?: () => void
}

/** Nothing is on the screen yet: what it waits for. */
export function Waiting({ connected, filtered, onClear, onGoOn }: WaitingProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 px-6 text-center text-sm text-ink-3">
      {onGoOn ? (
        <Pause aria-hidden className="size-5" />
      ) : (
        <Radio aria-hidden className={connected ? 'size-5 animate-pulse-dot text-accent' : 'size-5'} />
      )}
      <p>{headline(connected, filtered, onGoOn !== undefined)}</p>
      {connected && !filtered && !onGoOn && (
        <p className="max-w-md text-xs">What arrives from now on shows up here within a blink.</p>
      )}
      <div className="flex gap-2">
        {onGoOn && (
          <Button size="sm" variant="primary" onClick={onGoOn}>
            Go on
          </Button>
        )}
        {filtered && (
          <Button size="sm" onClick={onClear}>
            Clear the filter
          </Button>
        )}
      </div>
    </div>
  )
}

function headline(connected: boolean, filtered: boolean, paused: boolean): string {
  if (!connected) return 'Not connected yet.'
  if (paused)
    return `Paused. ${filtered ? 'What matches' : 'What arrives'} is counted here and shown when you go on.`
  return filtered ? 'Waiting for a log that matches.' : 'Waiting for logs.'
}
