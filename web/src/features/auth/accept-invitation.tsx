'use client'

import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'

import { Button } from '@/components/ui/button'
import { useMe } from '@/features/session'
import { post } from '@/lib/api'

import { textLink } from './shell'

/** For those who have an account already: one press when logged in, else the login and back. */
export function AcceptInvitation({ token }: { token: string }) {
  const me = useMe()
  const accept = useMutation({
    mutationFn: () => post(`/invitations/${encodeURIComponent(token)}/`),
    onSuccess: () => location.assign('/dashboard/'),
  })
  if (me.data) {
    return (
      <span className="flex flex-col items-start gap-2">
        <span>You are logged in as {me.data.username}.</span>
        <Button busy={accept.isPending} onClick={() => accept.mutate()}>
          Accept as {me.data.username}
        </Button>
        {accept.error && <span className="text-sev-error">{accept.error.message}</span>}
      </span>
    )
  }
  const back = encodeURIComponent(`/register/?invitation=${token}`)
  return (
    <>
      Have an account?{' '}
      <Link href={`/login/?next=${back}`} className={textLink}>
        Log in to accept
      </Link>
    </>
  )
}
