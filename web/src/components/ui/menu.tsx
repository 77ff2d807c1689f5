'use client'

import { Check } from 'lucide-react'
import { ContextMenu as RadixContext, DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

import { cn } from '@/lib/cn'

import { Kbd } from './kbd'

export const Menu = Radix.Root
export const MenuTrigger = Radix.Trigger
export const ContextMenu = RadixContext.Root
export const ContextMenuTrigger = RadixContext.Trigger

const panel =
  'z-50 min-w-44 max-w-80 animate-pop overflow-auto rounded-lg bg-raised p-1 text-sm text-ink shadow-pop'
const item = cn(
  'relative flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 text-ink-2 outline-none select-none max-sm:min-h-10',
  'data-disabled:opacity-40 data-highlighted:bg-hover data-highlighted:text-ink [&_svg]:size-3.5 [&_svg]:shrink-0',
)

export function MenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        align="start"
        className={cn(panel, className)}
        {...rest}
      />
    </Radix.Portal>
  )
}

export interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: ReactNode
  keys?: string
  danger?: boolean
  checked?: boolean
}

export function MenuItem({ icon, keys, danger, checked, className, children, ...rest }: MenuItemProps) {
  return (
    <Radix.Item
      className={cn(item, danger && 'text-sev-error data-highlighted:text-sev-error', className)}
      {...rest}
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <Kbd>{keys}</Kbd>}
      {checked && <Check aria-label="chosen" className="text-accent" />}
    </Radix.Item>
  )
}

export function MenuCheckbox({ className, children, ...rest }: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(item, 'pl-7', className)} {...rest}>
      <Radix.ItemIndicator className="absolute left-2">
        <Check aria-hidden className="text-accent" />
      </Radix.ItemIndicator>
      {children}
    </Radix.CheckboxItem>
  )
}

export const MenuSeparator = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2 py-1 text-2xs text-ink-3">{children}</Radix.Label>
)

export function ContextMenuContent({ className, ...rest }: ComponentProps<typeof RadixContext.Content>) {
  return (
    <RadixContext.Portal>
      <RadixContext.Content collisionPadding={8} className={cn(panel, className)} {...rest} />
    </RadixContext.Portal>
  )
}

export function ContextMenuItem({
  icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof RadixContext.Item> & { icon?: ReactNode }) {
  return (
    <RadixContext.Item className={cn(item, className)} {...rest}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </RadixContext.Item>
  )
}
