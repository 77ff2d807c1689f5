'use client'

import { Button, CopyButton } from '@/components/ui'
import { saveFile } from '@/lib/file'

export interface RecoveryCodesProps {
  codes: readonly string[]
  onDone: () => void
}

/** The codes, this once, with ways to keep them. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = `${codes.join('\n')}\n`
  return (
    <div className="max-w-lg rounded-lg border border-accent-line bg-accent-wash p-4">
      <h3 className="text-sm font-medium">Recovery codes</h3>
      <p className="mt-1 text-sm text-ink-2">
        Each lets you in once without the app. Keep them where the phone is not. They cannot be shown again.
      </p>
      <ul
        aria-label="Recovery codes"
        className="my-3 grid grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] gap-1"
      >
        {codes.map((code) => (
          <li key={code}>
            <code className="text-sm">{code}</code>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap gap-2">
        <CopyButton wide text={text} label="Copy them" />
        <Button
          size="sm"
          onClick={() => saveFile(new Blob([text], { type: 'text/plain' }), 'elk-vision-recovery-codes.txt')}
        >
          Save them
        </Button>
        <Button size="sm" variant="primary" onClick={onDone}>
          I have them
        </Button>
      </p>
    </div>
  )
}
