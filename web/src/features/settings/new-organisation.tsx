'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'

import { FormProblem, showRefusal, TextField } from '@/components/form'
import { Button } from '@/components/ui'
import { useSession } from '@/features/session'
import { post } from '@/lib/api'
import type { Organisation } from '@/lib/model'

import { Section } from '@/components/section'

/** A second house of one's own, apart from the first in everything. */
export function NewOrganisation() {
  const client = useQueryClient()
  const { choose } = useSession()
  const form = useForm({ defaultValues: { name: '' } })
  const submit = form.handleSubmit((wish) =>
    post<Organisation>('/organisations/', wish)
      .then(async (made) => {
        form.reset()
        await client.invalidateQueries({ queryKey: ['me'] })
        choose(made.tenant)
        toast.success(`${made.name} is made.`, { description: 'You are in it now.' })
      })
      .catch((problem: unknown) => showRefusal(form, problem)),
  )
  return (
    <Section title="Another organisation" lead="Logs, keys and members of its own; nothing is shared.">
      <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-2">
        <TextField form={form} name="name" label="Name of the new organisation" />
        <FormProblem form={form} />
        <Button type="submit" className="self-start" busy={form.formState.isSubmitting}>
          Make it
        </Button>
      </form>
    </Section>
  )
}
