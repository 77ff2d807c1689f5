'use client'

import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'

import { PAGES } from './pages'

const GROUPS: readonly { name: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    name: 'Everywhere',
    keys: [
      ['Ctrl K', 'Command palette'],
      ['?', 'This help'],
      ['Esc', 'Close, clear, step back'],
      ...PAGES.map(({ key, name }) => [`g ${key}`, `Go to ${name}`] as const),
    ],
  },
  {
    name: 'Explorer',
    keys: [
      ['/', 'To the query'],
      ['Ctrl Enter', 'Run the query'],
      ['d', 'Time range'],
      ['j', 'Next log'],
      ['k', 'Previous log'],
      ['Enter', 'Open the log'],
    ],
  },
  {
    name: 'Live',
    keys: [
      ['Space', 'Pause, go on'],
      ['/', 'To the filter'],
    ],
  },
]

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Keyboard" description="Everything can be done without a mouse.">
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {GROUPS.map(({ name, keys }) => (
            <section key={name}>
              <h3 className="mb-1 text-xs text-ink-3">{name}</h3>
              <dl>
                {keys.map(([key, what]) => (
                  <div key={key} className="flex h-7 items-center justify-between gap-4 border-b text-sm">
                    <dt className="text-ink-2">{what}</dt>
                    <dd className="flex gap-1">
                      {key.split(' ').map((part) => (
                        <Kbd key={part}>{part}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  )
}
