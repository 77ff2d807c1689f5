import { useId, type ComponentProps, type ReactNode } from 'react'

import { cn } from '@/lib/cn'

const look = cn(
  'w-full rounded-md bg-surface text-ink shadow-[inset_0_0_0_1px_var(--field-line)] transition-shadow duration-100',
  'focus:shadow-[inset_0_0_0_1.5px_var(--focus)] focus-visible:outline-none',
  'disabled:opacity-50 aria-invalid:shadow-[inset_0_0_0_1.5px_var(--sev-error)]',
)

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(look, 'h-8 px-2.5 text-sm max-sm:h-10 max-sm:text-lg', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(look, 'px-2.5 py-1.5 text-sm', className)} {...rest} />
}

export interface FieldProps {
  label: ReactNode
  /** One quiet sentence under the field; an error takes its place, so nothing jumps. */
  hint?: ReactNode
  error?: string
  className?: string
  children: (ids: {
    id: string
    'aria-describedby': string
    'aria-invalid': boolean | undefined
  }) => ReactNode
}

/** A labelled control with its hint and its error. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId()
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': error ? true : undefined })}
      <p id={`${id}-note`} className={cn('min-h-4 text-xs', error ? 'text-sev-error' : 'text-ink-3')}>
        {error ?? hint}
      </p>
    </div>
  )
}
