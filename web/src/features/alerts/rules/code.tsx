'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'

import { sentence } from '@/components/form'
import { Badge, Button, Dialog, DialogContent, Field, Textarea } from '@/components/ui'
import { get, post } from '@/lib/api'

interface Imported {
  name: string
  done: 'made' | 'changed' | 'unchanged'
  id: number | null
}

/** All rules as a file, for version control and for `elkvision rules test`. */
export async function downloadRules() {
  try {
    const { yaml, rules } = await get<{ yaml: string; rules: number }>('/alerts/rules/export/')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([yaml], { type: 'application/yaml' }))
    link.download = 'alert-rules.yaml'
    link.click()
    URL.revokeObjectURL(link.href)
    toast.success(rules === 1 ? '1 rule is in the file.' : `${rules} rules are in the file.`)
  } catch (problem) {
    toast.error(sentence(problem))
  }
}

/** Rules from YAML: looked at first, then taken, all of them or none. */
export function CodeDialog({ close }: { close: () => void }) {
  const client = useQueryClient()
  const [yaml, setYaml] = useState('')
  const run = useMutation({
    mutationFn: (dry_run: boolean) => post<{ rules: Imported[] }>('/alerts/rules/import/', { yaml, dry_run }),
    onSuccess: async ({ rules }, dryRun) => {
      if (dryRun) return
      await client.invalidateQueries({ queryKey: ['alert-rules'] })
      const changed = rules.filter(({ done }) => done !== 'unchanged').length
      toast.success(`${changed} of ${rules.length} rules were made or changed.`)
      close()
    },
  })
  const looked = run.variables === true && run.isSuccess ? run.data.rules : undefined
  const take = async (file: File | undefined) => file && setYaml(await file.text())
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        kind="side"
        title="Rules from YAML"
        description="All of them or none. One with the name of a rule that is here becomes its next version."
      >
        <div className="flex flex-col gap-3">
          <input
            type="file"
            aria-label="A file of rules"
            accept=".yaml,.yml,.json"
            onChange={(event) => void take(event.target.files?.[0])}
            className="text-xs text-ink-2 file:mr-3 file:h-7 file:rounded-md file:border file:bg-surface file:px-2 file:text-xs file:text-ink"
          />
          <Field label="Or paste them" error={run.error ? sentence(run.error) : undefined}>
            {(ids) => (
              <Textarea
                {...ids}
                rows={16}
                spellCheck={false}
                value={yaml}
                onChange={(event) => {
                  setYaml(event.target.value)
                  run.reset()
                }}
                className="font-mono text-xs"
              />
            )}
          </Field>
          {looked && (
            <ul aria-label="What would be done" className="divide-y rounded-md border">
              {looked.map(({ name, done }) => (
                <li key={name} className="flex items-center gap-2 px-3 py-1.5 text-sm">
                  <span className="min-w-0 flex-1 truncate">{name}</span>
                  <Badge tone={done === 'unchanged' ? 'neutral' : 'accent'}>{done}</Badge>
                </li>
              ))}
            </ul>
          )}
          <div className="flex justify-end gap-2">
            <Button
              disabled={yaml.trim() === ''}
              busy={run.isPending && run.variables}
              onClick={() => run.mutate(true)}
            >
              Look first
            </Button>
            <Button
              variant="primary"
              disabled={yaml.trim() === ''}
              busy={run.isPending && !run.variables}
              onClick={() => run.mutate(false)}
            >
              Import
            </Button>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  )
}
