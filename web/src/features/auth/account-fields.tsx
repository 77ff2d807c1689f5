'use client'

import type { Path, UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'

import { FormProblem, TextField } from '@/components/form'
import { Button } from '@/components/ui/button'

import type { account } from './schemas'

export interface AccountFieldsProps<T extends Account> {
  form: UseFormReturn<T>
  autoFocus?: boolean
}

type Account = z.infer<typeof account>

/** What every new account is asked for, and the button that makes it. */
export function AccountFields<T extends Account>({ form, autoFocus }: AccountFieldsProps<T>) {
  const name = (field: keyof Account) => field as Path<T>
  return (
    <>
      <TextField
        form={form}
        name={name('username')}
        label="Username"
        autoComplete="username"
        autoFocus={autoFocus}
      />
      <TextField form={form} name={name('email')} label="E-mail" type="email" autoComplete="email" />
      <TextField
        form={form}
        name={name('password')}
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 10 characters."
      />
      <FormProblem form={form} />
      <Button type="submit" variant="primary" size="lg" busy={form.formState.isSubmitting}>
        Make the account
      </Button>
    </>
  )
}
