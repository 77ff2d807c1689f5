import { CopyButton } from './ui/copy-button'

/** A command to run elsewhere, ready to be copied. */
export function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border bg-sunken py-1.5 pr-1.5 pl-3">
      <pre className="min-w-0 flex-1 overflow-x-auto py-0.5 font-mono text-xs leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap text-ink">
        <span aria-hidden className="text-ink-3 select-none">
          ${' '}
        </span>
        {text}
      </pre>
      <CopyButton text={text} label={`Copy: ${label}`} />
    </div>
  )
}
