import { Loader2 } from 'lucide-react'
import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

import { cn } from '@/lib/cn'

export type ButtonVariant = 'primary' | 'plain' | 'ghost' | 'danger'

const looks: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong font-medium',
  plain: 'bg-surface text-ink shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-sev-error shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-wash-error',
}
const sizes = { sm: 'h-7 px-2 text-xs gap-1.5', md: 'h-8 px-3 text-sm gap-2', lg: 'h-10 px-4 text-sm gap-2' }

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: keyof typeof sizes
  /** Waiting for its own doing: shows a spinner and takes no second press; the width stays. */
  busy?: boolean
  /** Gives the looks to its one child, a link for example. */
  asChild?: boolean
}

export function Button({
  variant = 'plain',
  size = 'md',
  busy,
  asChild,
  className,
  children,
  ...rest
}: ButtonProps) {
  const look = cn(
    'relative inline-flex shrink-0 items-center justify-center rounded-md whitespace-nowrap select-none',
    'transition-colors duration-100 disabled:pointer-events-none disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0',
    looks[variant],
    sizes[size],
    className,
  )
  if (asChild) {
    return (
      <Slot.Root className={look} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button
      type="button"
      className={look}
      aria-busy={busy || undefined}
      {...rest}
      disabled={rest.disabled || busy}
    >
      <span className={cn('contents', busy && '[&>*]:invisible')}>
        {busy ? <span>{children}</span> : children}
      </span>
      {busy && <Loader2 aria-hidden className="absolute animate-spin" />}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** What it does, for those who cannot see the icon. Put a Tooltip around it for those who can. */
  label: string
  children: ReactNode
  size?: 'sm' | 'md'
  /** A toggle that is on. */
  pressed?: boolean
}

export function IconButton({ label, size = 'md', pressed, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      className={cn(
        'inline-flex shrink-0 items-center justify-center rounded-md text-ink-3 transition-colors duration-100',
        'hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 [&_svg]:size-4',
        size === 'sm' ? 'size-6 [&_svg]:size-3.5' : 'size-8',
        pressed && 'bg-accent-wash text-accent hover:bg-accent-wash hover:text-accent-strong',
        className,
      )}
      {...rest}
    />
  )
}
