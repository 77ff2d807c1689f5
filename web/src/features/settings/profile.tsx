'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button } from '@/components/ui'
import { useSession } from '@/features/session'
import { patch } from '@/lib/api'
import type { Me } from '@/lib/model'

import { Section } from '@/components/section'

const schema = z.object({
  name: z.string().max(200, 'At most 200 characters.'),
  username: z
    .string()
    .min(2, 'At least two characters.')
    .regex(/^[\w.-]+$/, 'Letters, digits and . - _ only.'),
  email: z.string().email('That is no e-mail address.'),
})

export function Profile() {
  const { me } = useSession()
  const client = useQueryClient()
  const form = useForm({
    resolver: zodResolver(schema),
    values: { name: me.name, username: me.username, email: me.email },
  })
  const submit = form.handleSubmit((wish) =>
    patch<Me>('/auth/me/', wish)
      .then((changed) => {
        client.setQueryData(['me'], changed)
        toast.success('Saved.')
      })
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <Section title="Profile" lead="How others in your organisations see you.">
      <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-2">
        <TextField form={form} name="name" label="Name" autoComplete="name" />
        <TextField form={form} name="username" label="Username" autoComplete="username" />
        <TextField form={form} name="email" label="E-mail" type="email" autoComplete="email" />
        <FormProblem form={form} />
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          disabled={!form.formState.isDirty}
          busy={form.formState.isSubmitting}
        >
          Save
        </Button>
      </form>
    </Section>
  )
}
