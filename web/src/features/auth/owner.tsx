'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useForm } from 'react-hook-form'

import { showRefusal, TextField } from '@/components/form'
import { Failing } from '@/components/query-state'
import { useSetup } from '@/features/session'
import { post } from '@/lib/api'
import type { Me } from '@/lib/model'

import { AccountFields } from './account-fields'
import { useEnter } from './enter'
import { account, present } from './schemas'
import { Shell, textLink } from './shell'

const schema = account.extend({ organisation: present('A name for your organisation.') })

/** The first page of a new installation: whoever is first here owns it. */
export function Owner() {
  const enter = useEnter()
  const setup = useSetup()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { organisation: '', username: '', email: '', password: '' },
  })
  const submit = form.handleSubmit((wish) =>
    post<Me>('/setup/', wish)
      .then(enter)
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  if (setup.error)
    return <Failing error={setup.error} retry={() => void setup.refetch()} className="h-dvh justify-center" />
  if (setup.data && !setup.data.needs_owner) {
    return (
      <Shell title="This installation has an owner" lead="There is nothing left to set up here.">
        <Link href="/login/" className={textLink}>
          Log in
        </Link>
      </Shell>
    )
  }
  return (
    <Shell
      title="Welcome. Make the owner’s account."
      lead="You are the first here. This account can do everything; others come by invitation."
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2.5">
        <TextField
          form={form}
          name="organisation"
          label="Organisation"
          autoComplete="organization"
          hint="A company, a team, or just “home”."
          autoFocus
        />
        <AccountFields form={form} />
      </form>
    </Shell>
  )
}
