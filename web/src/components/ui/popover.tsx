'use client'

import { Popover as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'

import { cn } from '@/lib/cn'

export const Popover = Radix.Root
export const PopoverTrigger = Radix.Trigger
export const PopoverAnchor = Radix.Anchor
export const PopoverClose = Radix.Close

export function PopoverContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        align="start"
        className={cn(
          'z-50 max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-16px)] animate-pop overflow-auto rounded-lg bg-raised p-3 text-sm text-ink shadow-pop',
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  )
}
