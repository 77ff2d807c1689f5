'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps, type ReactNode } from 'react'
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'

import { ApiError } from '@/lib/api'
import { cn } from '@/lib/cn'

import { Field, IconButton, Input } from './ui'

export interface TextFieldProps<T extends FieldValues> extends Omit<
  ComponentProps<'input'>,
  'form' | 'name'
> {
  form: UseFormReturn<T>
  name: Path<T>
  label: string
  hint?: ReactNode
}

/** One line of text in a form, with its label, its hint and what is wrong with it. */
export function TextField<T extends FieldValues>({
  form,
  name,
  label,
  hint,
  type,
  className,
  ...rest
}: TextFieldProps<T>) {
  const [shown, setShown] = useState(false)
  const secret = type === 'password'
  return (
    <Field
      label={label}
      hint={hint}
      error={form.getFieldState(name, form.formState).error?.message}
      className={className}
    >
      {(ids) => (
        <span className="relative flex">
          <Input
            {...form.register(name)}
            {...rest}
            {...ids}
            type={secret && shown ? 'text' : type}
            className={cn(secret && 'pr-9')}
          />
          {secret && (
            <IconButton
              label={shown ? 'Hide the password' : 'Show the password'}
              size="sm"
              className="absolute top-1/2 right-1 -translate-y-1/2"
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            </IconButton>
          )}
        </span>
      )}
    </Field>
  )
}

/** Puts what the server refused where it belongs: under the fields it names, else above the button. */
export function showRefusal<T extends FieldValues>(form: UseFormReturn<T>, problem: unknown): void {
  const known = Object.keys(form.getValues())
  let placed = false
  if (problem instanceof ApiError) {
    for (const [field, reasons] of Object.entries(problem.fields)) {
      if (!known.includes(field) || !reasons[0]) continue
      form.setError(field as Path<T>, { message: reasons[0] }, { shouldFocus: !placed })
      placed = true
    }
  }
  if (placed) return
  form.setError('root', { message: sentence(problem) })
}

/** What the server refused and what it says to try, for reading. */
export function sentence(problem: unknown): string {
  if (!(problem instanceof ApiError)) return 'Something went wrong. Try again.'
  const wait = problem.retryAfter ? ` Try again in ${problem.retryAfter} seconds.` : ''
  const hint = problem.hint ? ` ${problem.hint[0]?.toUpperCase()}${problem.hint.slice(1)}.` : ''
  return problem.message + hint.replace(/\.\.$/, '.') + wait
}

/** What is wrong with the form as a whole. Keeps its place, so that nothing jumps. */
export function FormProblem<T extends FieldValues>({ form }: { form: UseFormReturn<T> }) {
  const message = form.formState.errors.root?.message
  return (
    <p role="alert" className="min-h-5 text-sm text-sev-error">
      {message}
    </p>
  )
}
