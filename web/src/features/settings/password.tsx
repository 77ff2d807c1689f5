'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button } from '@/components/ui'
import { post } from '@/lib/api'

import { Section } from '@/components/section'

const schema = z.object({
  current: z.string().min(1, 'Your password of today.'),
  new: z.string().min(10, 'At least 10 characters.'),
})
const EMPTY = { current: '', new: '' }

export function PasswordSettings() {
  const client = useQueryClient()
  const form = useForm({ resolver: zodResolver(schema), defaultValues: EMPTY })
  const submit = form.handleSubmit((wish) =>
    post('/auth/password/', wish)
      .then(() => {
        form.reset(EMPTY)
        toast.success('The password is changed.', { description: 'Every other browser was logged out.' })
        return client.invalidateQueries({ queryKey: ['sessions'] })
      })
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <Section title="Password" lead="Changing it logs every other browser out.">
      <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-2">
        <TextField
          form={form}
          name="current"
          label="Current password"
          type="password"
          autoComplete="current-password"
        />
        <TextField
          form={form}
          name="new"
          label="New password"
          type="password"
          autoComplete="new-password"
          hint="At least 10 characters."
        />
        <FormProblem form={form} />
        <Button type="submit" variant="primary" className="self-start" busy={form.formState.isSubmitting}>
          Change the password
        </Button>
      </form>
    </Section>
  )
}
