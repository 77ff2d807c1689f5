'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button } from '@/components/ui/button'
import { useSetup } from '@/features/session'
import { post } from '@/lib/api'
import type { Me } from '@/lib/model'

import { useEnter } from './enter'
import { present } from './schemas'
import { SingleSignOn } from './single-sign-on'
import { SecondStep } from './second-step'
import { Shell, textLink } from './shell'

const schema = z.object({
  login: present('Your username or e-mail address.'),
  password: present('Your password.'),
})

/** A ticket for the second step that the provider's way in left behind the #. */
const handedOver = () =>
  typeof location !== 'undefined' && location.hash.startsWith('#ticket=')
    ? decodeURIComponent(location.hash.slice('#ticket='.length))
    : null

export function Login() {
  const enter = useEnter()
  const router = useRouter()
  const query = useSearchParams()
  const search = query.toString()
  const { data: setup } = useSetup()
  const [ticket, setTicket] = useState<string | null>(handedOver)
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { login: '', password: '' } })
  const submit = form.handleSubmit((wish) =>
    post<Me | { ticket: string }>('/auth/login/', wish)
      .then((answer) => ('ticket' in answer ? setTicket(answer.ticket) : enter(answer)))
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  useEffect(() => {
    if (setup?.needs_owner) router.replace('/setup/')
  }, [setup, router])

  if (ticket) {
    const again = () => {
      form.reset()
      history.replaceState(null, '', location.pathname + location.search)
      setTicket(null)
    }
    return <SecondStep ticket={ticket} onAgain={again} />
  }
  return (
    <Shell
      title="Log in"
      foot={
        setup?.open_registration ? (
          <>
            New here?{' '}
            <Link href={`/register/${search ? `?${search}` : ''}`} className={textLink}>
              Make an account
            </Link>
          </>
        ) : (
          'No account? Ask an admin of your organisation for an invitation.'
        )
      }
    >
      {setup?.single_sign_on && (
        <SingleSignOn name={setup.single_sign_on} why={query.get('sso')} next={query.get('next')} />
      )}
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2.5">
        <TextField form={form} name="login" label="Username or e-mail" autoComplete="username" autoFocus />
        <TextField
          form={form}
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
        />
        <FormProblem form={form} />
        <Button type="submit" variant="primary" size="lg" busy={form.formState.isSubmitting}>
          Log in
        </Button>
        <p className="mt-2 text-sm">
          <Link href="/forgot-password/" className={textLink}>
            Forgot the password?
          </Link>
        </p>
      </form>
    </Shell>
  )
}
