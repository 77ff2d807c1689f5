'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

import { IconButton } from './button'

export const Dialog = Radix.Root
export const DialogTrigger = Radix.Trigger
export const DialogClose = Radix.Close

export interface DialogContentProps {
  title: string
  /** One sentence below the title. */
  description?: ReactNode
  children: ReactNode
  className?: string
  /** "side" is a panel at the right edge; on phones both are sheets from below. */
  kind?: 'centre' | 'side'
}

export function DialogContent({
  title,
  description,
  children,
  className,
  kind = 'centre',
}: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
      <Radix.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={cn(
          'fixed z-50 flex flex-col bg-raised shadow-pop',
          'max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:rounded-t-lg',
          kind === 'centre' &&
            'animate-pop sm:top-[12vh] sm:left-1/2 sm:max-h-[76vh] sm:w-[min(520px,calc(100vw-32px))] sm:-translate-x-1/2 sm:rounded-lg',
          kind === 'side' && 'sm:inset-y-0 sm:right-0 sm:w-[min(640px,92vw)]',
          className,
        )}
      >
        <header className="flex items-start gap-3 px-5 pt-4 pb-2">
          <div className="min-w-0 flex-1">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {description && (
              <Radix.Description className="mt-0.5 text-sm text-ink-3">{description}</Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <IconButton label="Close" size="sm">
              <X aria-hidden />
            </IconButton>
          </Radix.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-auto px-5 pb-5">{children}</div>
      </Radix.Content>
    </Radix.Portal>
  )
}
