'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

export interface Option<T extends string> {
  value: T
  label: ReactNode
  hint?: ReactNode
}

export interface SelectProps<T extends string> {
  /** What is chosen here, for screen readers (or give `id` and a label of your own). */
  label?: string
  id?: string
  value: T
  options: readonly Option<T>[]
  onChange: (value: T) => void
  disabled?: boolean
  size?: 'sm' | 'md'
  className?: string
  'aria-describedby'?: string
}

export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  size = 'md',
  className,
  ...rest
}: SelectProps<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} disabled={rest.disabled}>
      <Radix.Trigger
        aria-label={label}
        id={rest.id}
        aria-describedby={rest['aria-describedby']}
        className={cn(
          'inline-flex items-center justify-between gap-2 rounded-md bg-surface text-ink shadow-[inset_0_0_0_1px_var(--line-strong)]',
          'transition-colors hover:bg-hover disabled:opacity-50',
          size === 'sm' ? 'h-7 px-2 text-xs' : 'h-8 px-2.5 text-sm max-sm:h-10',
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value />
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-[min(22rem,var(--radix-select-content-available-height))] min-w-(--radix-select-trigger-width) animate-pop overflow-hidden rounded-lg bg-raised p-1 shadow-pop"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-7 items-center gap-2 rounded-sm pr-7 pl-2 text-sm text-ink-2 outline-none select-none data-highlighted:bg-hover data-highlighted:text-ink data-[state=checked]:text-ink"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint && <span className="ml-auto text-xs text-ink-3">{option.hint}</span>}
                <Radix.ItemIndicator className="absolute right-2.5">
                  <Check aria-hidden className="size-3.5 text-accent" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
