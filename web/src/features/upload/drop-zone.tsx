'use client'

import { FileUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { cn } from '@/lib/cn'

/** Takes files by drop (anywhere on the page), by choosing, or by paste. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const over = useDropAnywhere(onFiles)
  return (
    <div
      className={cn(
        'relative flex flex-col items-center gap-2 rounded-lg border border-dashed border-line-strong bg-surface px-6 py-10 text-center transition-colors',
        over && 'border-accent bg-accent-wash',
      )}
    >
      <FileUp aria-hidden className={cn('size-6', over ? 'text-accent' : 'text-ink-3')} />
      <p className="text-sm text-ink">
        {over ? (
          'Let go to upload'
        ) : (
          <>
            Drop log files here, or{' '}
            <button
              type="button"
              className="rounded-sm text-accent underline decoration-accent-line underline-offset-3 hover:decoration-accent"
              onClick={() => input.current?.click()}
            >
              choose them
            </button>
          </>
        )}
      </p>
      <p className="text-xs text-ink-3">
        JSON, NDJSON, CSV or plain text; also packed with gzip, zip or zstd. Gigabytes are fine.
      </p>
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Log files"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </div>
  )
}

/** True while files hang over the page. */
function useDropAnywhere(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      onFiles([...(event.dataTransfer?.files ?? [])])
    }
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length > 0) onFiles(files)
    }
    document.addEventListener('dragover', onOver)
    document.addEventListener('dragleave', onLeave)
    document.addEventListener('drop', onDrop)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('dragover', onOver)
      document.removeEventListener('dragleave', onLeave)
      document.removeEventListener('drop', onDrop)
      document.removeEventListener('paste', onPaste)
    }
  }, [onFiles])
  return over
}
