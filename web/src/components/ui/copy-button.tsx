'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

import { copyText } from '@/lib/copy'

import { Button, IconButton } from './button'

export interface CopyButtonProps {
  text: string
  label?: string
  /** With words beside the icon. */
  wide?: boolean
  className?: string
}

/** Copies, and says so where it was pressed. */
export function CopyButton({ text, label = 'Copy', wide, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => setCopied(await copyText(text))
  const icon = copied ? <Check aria-hidden className="text-accent" /> : <Copy aria-hidden />
  if (wide) {
    return (
      <Button size="sm" className={className} onClick={copy}>
        {icon}
        <span aria-live="polite">{copied ? 'Copied' : label}</span>
      </Button>
    )
  }
  return (
    <IconButton label={copied ? 'Copied' : label} size="sm" className={className} onClick={copy}>
      {icon}
    </IconButton>
  )
}
