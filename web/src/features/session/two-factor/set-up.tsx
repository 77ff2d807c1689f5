'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button, CopyButton } from '@/components/ui'
import { post } from '@/lib/api'

import type { Begun, Codes, TwoFactorState } from './model'

export interface SetUpProps {
  state: TwoFactorState
  onCodes: (codes: string[]) => void
}

/** The password, then the picture for the app, then a code that shows that the app has it. */
export function SetUp({ state, onCodes }: SetUpProps) {
  const [begun, setBegun] = useState<Begun | null>(null)
  if (begun) return <Confirm begun={begun} onCodes={onCodes} />
  return <Begin hasPassword={state.has_password} onBegun={setBegun} />
}

function Begin({ hasPassword, onBegun }: { hasPassword: boolean; onBegun: (begun: Begun) => void }) {
  const form = useForm({ defaultValues: { password: '' } })
  const submit = form.handleSubmit((wish) =>
    post<Begun>('/auth/two-factor/begin/', wish)
      .then(onBegun)
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-2">
      {hasPassword && (
        <TextField
          form={form}
          name="password"
          label="Your password"
          type="password"
          autoComplete="current-password"
        />
      )}
      <FormProblem form={form} />
      <Button type="submit" variant="primary" className="self-start" busy={form.formState.isSubmitting}>
        Set it up
      </Button>
    </form>
  )
}

const schema = z.object({ code: z.string().regex(/^\s*(\d\s*){6}$/, 'The six digits that the app shows.') })

function Confirm({ begun, onCodes }: { begun: Begun; onCodes: (codes: string[]) => void }) {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { code: '' } })
  const submit = form.handleSubmit((wish) =>
    post<Codes>('/auth/two-factor/confirm/', wish)
      .then(({ recovery_codes }) => onCodes(recovery_codes))
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <div className="flex flex-wrap gap-6">
      {/* eslint-disable-next-line @next/next/no-img-element -- drawn by the server, nothing to fetch */}
      <img
        src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.picture)}`}
        alt="QR code for an authenticator app"
        className="bg-white size-48 rounded-lg border"
      />
      <div className="min-w-0 flex-1 basis-64">
        <ol className="list-decimal space-y-1 pl-5 text-sm text-ink-2">
          <li>Open an authenticator app and let it see the picture.</li>
          <li>Type the six digits that it shows.</li>
        </ol>
        <p className="mt-3 text-xs text-ink-3">No camera? Give the app this key:</p>
        <p className="flex items-center gap-2">
          <code className="min-w-0 text-xs break-all">{begun.secret}</code>
          <CopyButton text={begun.secret} label="Copy the key" />
        </p>
        <form
          onSubmit={(event) => void submit(event)}
          noValidate
          className="mt-4 flex max-w-sm flex-col gap-2"
        >
          <TextField
            form={form}
            name="code"
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
          />
          <FormProblem form={form} />
          <Button type="submit" variant="primary" className="self-start" busy={form.formState.isSubmitting}>
            Turn it on
          </Button>
        </form>
      </div>
    </div>
  )
}
