'use client'

import { Switch as Radix } from 'radix-ui'
import { useId, type ReactNode } from 'react'

import { cn } from '@/lib/cn'

export interface SwitchProps {
  label: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  className?: string
}

export function Switch({ label, checked, onChange, disabled, className }: SwitchProps) {
  const id = useId()
  return (
    <span className={cn('inline-flex items-center gap-2', className)}>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="relative h-4 w-7 shrink-0 rounded-full bg-field-line transition-colors duration-100 disabled:opacity-40 data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-3 translate-x-0.5 rounded-full bg-surface transition-transform duration-100 data-[state=checked]:translate-x-3.5" />
      </Radix.Root>
      <label htmlFor={id} className="text-sm text-ink-2 select-none">
        {label}
      </label>
    </span>
  )
}
