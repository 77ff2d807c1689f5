'use client'

import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button } from '@/components/ui/button'
import { post } from '@/lib/api'
import type { Me } from '@/lib/model'

import { useEnter } from './enter'
import { Shell, textLink } from './shell'

const SIX = /^(\s*\d){6}\s*$/

export interface SecondStepProps {
  ticket: string
  onAgain: () => void
}

/** The password was right; now a code. Six digits are sent as soon as they are there, typed, pasted or filled in. */
export function SecondStep({ ticket, onAgain }: SecondStepProps) {
  const enter = useEnter()
  const [recovering, setRecovering] = useState(false)
  const form = useForm({ defaultValues: { code: '' } })
  const submit = form.handleSubmit(({ code }) =>
    post<Me>('/auth/login/code/', { ticket, code })
      .then(enter)
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  const { setFocus } = form
  useEffect(() => setFocus('code'), [setFocus, recovering])
  const turn = () => {
    form.reset({ code: '' })
    setRecovering(!recovering)
  }
  return (
    <Shell
      title={recovering ? 'Use a recovery code' : 'One more step'}
      lead={recovering ? 'Each works once.' : 'Type the code that your authenticator app shows.'}
      foot={
        <button type="button" className={textLink} onClick={onAgain}>
          Log in as somebody else
        </button>
      }
    >
      <form
        onSubmit={(event) => void submit(event)}
        onChange={(event) => {
          if (!recovering && SIX.test(String(new FormData(event.currentTarget).get('code')))) void submit()
        }}
        noValidate
        className="flex flex-col gap-2.5"
      >
        <TextField
          key={String(recovering)}
          form={form}
          name="code"
          label={recovering ? 'Recovery code' : 'Code'}
          inputMode={recovering ? 'text' : 'numeric'}
          autoComplete={recovering ? 'off' : 'one-time-code'}
          spellCheck={false}
        />
        <FormProblem form={form} />
        <Button type="submit" variant="primary" size="lg" busy={form.formState.isSubmitting}>
          Log in
        </Button>
        <p className="mt-2 text-sm">
          <button type="button" className={textLink} onClick={turn}>
            {recovering ? 'Use the app' : 'Use a recovery code'}
          </button>
        </p>
      </form>
    </Shell>
  )
}
