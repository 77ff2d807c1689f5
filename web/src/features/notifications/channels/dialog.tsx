'use client'

import { useState } from 'react'

import { sentence } from '@/components/form'
import { Button, Dialog, DialogContent, Field, Input, Select, Textarea } from '@/components/ui'
import { ApiError } from '@/lib/api'

import type { Channel, ChannelField, ChannelKind } from '../model'
import { changed, filled, type Filled } from './form'
import { useChannelActions } from './queries'

export interface ChannelDialogProps {
  kinds: readonly ChannelKind[]
  /** The one that is changed; null for a new one. */
  channel: Channel | null
  onClose: () => void
}

/** A channel's name, and what its kind wants to know. */
export function ChannelDialog({ kinds, channel, onClose }: ChannelDialogProps) {
  const { save } = useChannelActions()
  const [name, setName] = useState(channel?.name ?? '')
  const [kindName, setKind] = useState(channel?.kind ?? kinds[0]?.name ?? '')
  const kind = kinds.find((each) => each.name === kindName)
  const [texts, setTexts] = useState<Filled>(() => filled(kind?.form ?? [], channel))
  if (!kind) return null
  const choose = (next: string) => {
    setKind(next)
    setTexts(filled(kinds.find((each) => each.name === next)?.form ?? [], null))
    save.reset()
  }
  const problem = save.error
  const fields = problem instanceof ApiError ? problem.fields : {}
  const wrong = (field: string) => (fields[`config.${field}`] ?? fields[field])?.[0]
  const placed = kind.form.some(({ name: field }) => wrong(field)) || fields.name
  const submit = () => {
    const config = changed(kind.form, channel, texts)
    const wish = channel ? { id: channel.id, name, config } : { name, kind: kind.name, config }
    save.mutate(wish, { onSuccess: onClose })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={channel ? `Change ${channel.name}` : 'New channel'}
        description={kind.help}
        className="sm:w-[min(600px,calc(100vw-32px))]"
      >
        <form
          className="flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          {!channel && (
            <Field label="Kind">
              {(ids) => (
                <Select
                  id={ids.id}
                  value={kindName}
                  options={kinds.map((each) => ({ value: each.name, label: each.title }))}
                  onChange={choose}
                />
              )}
            </Field>
          )}
          <Field label="Name" error={fields.name?.[0]}>
            {(ids) => (
              <Input
                {...ids}
                value={name}
                maxLength={100}
                autoFocus
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {kind.form.map((field) => (
            <FieldOf
              key={`${kind.name} ${field.name}`}
              field={field}
              kept={channel?.secrets[field.name]}
              error={wrong(field.name)}
              value={texts[field.name] ?? ''}
              onChange={(value) => setTexts({ ...texts, [field.name]: value })}
            />
          ))}
          <p role="alert" className="min-h-5 text-sm text-sev-error">
            {problem && !placed && sentence(problem)}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" busy={save.isPending} disabled={!name.trim()}>
              {channel ? 'Save' : 'Make the channel'}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

interface FieldOfProps {
  field: ChannelField
  /** What may be seen of a secret that is kept. */
  kept?: string
  error?: string
  value: string
  onChange: (value: string) => void
}

function FieldOf({ field, kept, error, value, onChange }: FieldOfProps) {
  const hint = kept ? `Kept: ${kept}. Leave it empty to keep it. ${field.help}` : field.help
  const label = `${field.label}${field.required || field.type === 'choice' ? '' : ' (optional)'}`
  const many = field.type === 'lines' || field.type === 'headers'
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) =>
        field.type === 'choice' ? (
          <Select
            id={ids.id}
            value={value || String(field.default ?? field.choices[0])}
            options={field.choices.map((each) => ({ value: each, label: each }))}
            onChange={onChange}
          />
        ) : many ? (
          <Textarea
            {...ids}
            rows={field.type === 'lines' ? 6 : 3}
            spellCheck={false}
            className="font-mono text-xs"
            placeholder={field.type === 'headers' ? 'Authorization: Bearer …' : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Input
            {...ids}
            // A secret is no password of this site: browsers are not to offer one.
            type={field.secret && field.type !== 'url' ? 'password' : 'text'}
            autoComplete={field.secret ? 'new-password' : 'off'}
            inputMode={field.type === 'number' ? 'numeric' : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}
