'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button, Dialog, DialogContent } from '@/components/ui'
import { post } from '@/lib/api'

import type { Codes } from './model'

const WORDS = {
  codes: {
    title: 'Make new recovery codes',
    lead: 'The old ones work no more.',
    path: 'recovery-codes',
    verb: 'Make them',
  },
  off: {
    title: 'Turn off two-factor sign-in?',
    lead: 'The password alone lets you in then.',
    path: 'off',
    verb: 'Turn it off',
  },
} as const

const schema = z.object({
  password: z.string(),
  code: z.string().min(6, 'A code of the app, or a recovery code.'),
})

export interface ProveProps {
  what: keyof typeof WORDS
  hasPassword: boolean
  onClose: () => void
  onDone: (codes: string[] | null) => void
}

/** Asks for password and code before it is done. */
export function Prove({ what, hasPassword, onClose, onDone }: ProveProps) {
  const words = WORDS[what]
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '', code: '' } })
  const submit = form.handleSubmit((wish) =>
    post<Codes | undefined>(`/auth/two-factor/${words.path}/`, wish)
      .then((made) => onDone(made?.recovery_codes ?? null))
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={words.title} description={words.lead}>
        <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-2">
          {hasPassword && (
            <TextField
              form={form}
              name="password"
              label="Your password"
              type="password"
              autoComplete="current-password"
              autoFocus
            />
          )}
          <TextField
            form={form}
            name="code"
            label="Code"
            autoComplete="one-time-code"
            hint="Of the app, or a recovery code."
          />
          <FormProblem form={form} />
          <Button
            type="submit"
            variant={what === 'off' ? 'danger' : 'primary'}
            className="self-end"
            busy={form.formState.isSubmitting}
          >
            {words.verb}
          </Button>
        </form>
      </DialogContent>
    </Dialog>
  )
}
