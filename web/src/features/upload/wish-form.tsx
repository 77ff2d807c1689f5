'use client'

import { Field, Input } from '@/components/ui'

import type { Wish } from './send-file'

const TEXTS = [
  { name: 'service', label: 'Service', placeholder: 'checkout', hint: 'Where lines do not say it.' },
  { name: 'source', label: 'Source', placeholder: '', hint: 'The file’s name if left empty.' },
  { name: 'environment', label: 'Environment', placeholder: 'production', hint: '' },
  { name: 'tags', label: 'Tags', placeholder: 'import, 2026', hint: 'Separated by commas.' },
] as const

/** What is said about the lines of the next files, where they do not say it themselves. */
export function WishForm({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  return (
    <div className="grid gap-x-3 gap-y-1 sm:grid-cols-2 xl:grid-cols-5">
      {TEXTS.map(({ name, label, placeholder, hint }) => (
        <Field key={name} label={label} hint={hint}>
          {(ids) => (
            <Input
              {...ids}
              value={wish[name]}
              placeholder={placeholder}
              maxLength={200}
              onChange={(event) => onChange({ ...wish, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Field label="Time zone" hint="Of times that do not say theirs.">
        {(ids) => (
          <Input
            {...ids}
            value={wish.timezone}
            list="zones"
            onChange={(event) => onChange({ ...wish, timezone: event.target.value })}
          />
        )}
      </Field>
      <datalist id="zones">
        {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </div>
  )
}
