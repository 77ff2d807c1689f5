'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button } from '@/components/ui/button'
import { post } from '@/lib/api'

import { email, password } from './schemas'
import { Shell, textLink } from './shell'

const BackToLogin = () => (
  <Link href="/login/" className={textLink}>
    Back to the login
  </Link>
)

const forgotSchema = z.object({ email })

/** Asks for a link by mail. Whether somebody has the address is never said. */
export function ForgotPassword() {
  const form = useForm({ resolver: zodResolver(forgotSchema), defaultValues: { email: '' } })
  const submit = form.handleSubmit((wish) =>
    post('/auth/password-reset/', wish).catch((problem: unknown) => showRefusal(form, problem)),
  )
  if (form.formState.isSubmitSuccessful && !form.formState.errors.root) {
    return (
      <Shell title="Look into your mail" foot={<BackToLogin />}>
        <p className="text-sm text-ink-2">
          If somebody here has the address <b className="font-medium text-ink">{form.getValues('email')}</b>,
          a link for a new password is on its way.
        </p>
        <p className="mt-3 text-sm text-ink-3">
          No mail set up? On the machine itself,{' '}
          <code className="text-ink-2">elkvision users reset-password</code> does it too.
        </p>
      </Shell>
    )
  }
  return (
    <Shell title="Forgot the password?" lead="We mail you a link for a new one." foot={<BackToLogin />}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2.5">
        <TextField form={form} name="email" label="E-mail" type="email" autoComplete="email" autoFocus />
        <FormProblem form={form} />
        <Button type="submit" variant="primary" size="lg" busy={form.formState.isSubmitting}>
          Mail me a link
        </Button>
      </form>
    </Shell>
  )
}

const resetSchema = z.object({ new: password })

/** The page behind the mailed link. */
export function ResetPassword() {
  const search = useSearchParams()
  const form = useForm({ resolver: zodResolver(resetSchema), defaultValues: { new: '' } })
  const submit = form.handleSubmit((wish) =>
    post('/auth/password-reset/confirm/', {
      uid: search.get('uid'),
      token: search.get('token'),
      ...wish,
    }).catch((problem: unknown) => showRefusal(form, problem)),
  )
  if (form.formState.isSubmitSuccessful && !form.formState.errors.root && !form.formState.errors.new) {
    return (
      <Shell title="The new password is set" lead="Every browser that was logged in is logged out.">
        <Button asChild variant="primary" size="lg">
          <Link href="/login/">Log in</Link>
        </Button>
      </Shell>
    )
  }
  return (
    <Shell title="Choose a new password" foot={<BackToLogin />}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2.5">
        <TextField
          form={form}
          name="new"
          label="New password"
          type="password"
          autoComplete="new-password"
          hint="At least 10 characters."
          autoFocus
        />
        <FormProblem form={form} />
        <Button type="submit" variant="primary" size="lg" busy={form.formState.isSubmitting}>
          Set the password
        </Button>
      </form>
    </Shell>
  )
}
