'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useForm } from 'react-hook-form'

import { showRefusal } from '@/components/form'
import { Failing } from '@/components/query-state'
import { Skeleton } from '@/components/ui'
import { useSetup } from '@/features/session'
import { get, post } from '@/lib/api'
import type { InvitationSeen, Me } from '@/lib/model'

import { AcceptInvitation } from './accept-invitation'
import { AccountFields } from './account-fields'
import { useEnter } from './enter'
import { account } from './schemas'
import { Shell, textLink } from './shell'

/** A new account: freely where registration is open, else by invitation. Whoever has one just accepts. */
export function Register() {
  const invitation = useSearchParams().get('invitation') ?? ''
  const setup = useSetup()
  const seen = useQuery({
    queryKey: ['invitation', invitation],
    queryFn: ({ signal }) =>
      get<InvitationSeen>(`/invitations/${encodeURIComponent(invitation)}/`, undefined, signal),
    enabled: invitation !== '',
  })
  const problem = setup.error ?? seen.error
  if (problem) {
    return (
      <Shell title="This invitation cannot be used" foot={<LoginLink />}>
        <Failing error={problem} className="items-start px-0 py-0 text-left" />
      </Shell>
    )
  }
  if (!setup.data || (invitation && !seen.data)) {
    return (
      <Shell title="Make an account">
        <div role="status" aria-label="Loading" className="flex flex-col gap-6">
          {[1, 2, 3].map((row) => (
            <Skeleton key={row} className="h-8" />
          ))}
        </div>
      </Shell>
    )
  }
  if (!invitation && !setup.data.open_registration) {
    return (
      <Shell
        title="Registration is by invitation"
        lead="Ask an admin of your organisation to send you one."
        foot={<LoginLink />}
      >
        <span />
      </Shell>
    )
  }
  return <RegisterForm invitation={invitation} seen={seen.data} />
}

const LoginLink = () => (
  <>
    Have an account?{' '}
    <Link href="/login/" className={textLink}>
      Log in
    </Link>
  </>
)

function RegisterForm({ invitation, seen }: { invitation: string; seen?: InvitationSeen }) {
  const enter = useEnter()
  const form = useForm({
    resolver: zodResolver(account),
    defaultValues: { username: '', email: seen?.email ?? '', password: '' },
  })
  const submit = form.handleSubmit((wish) =>
    post<Me>('/auth/register/', invitation ? { ...wish, invitation } : wish)
      .then(enter)
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <Shell
      title={seen ? `Join ${seen.organisation}` : 'Make an account'}
      lead={seen && `${seen.invited_by || 'Somebody'} invites you as ${seen.role}.`}
      foot={seen ? <AcceptInvitation token={invitation} /> : <LoginLink />}
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2.5">
        <AccountFields form={form} autoFocus />
      </form>
    </Shell>
  )
}
