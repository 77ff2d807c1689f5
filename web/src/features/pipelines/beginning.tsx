'use client'

import { ClipboardPaste } from 'lucide-react'

import { Panel } from '@/components/panel'
import { Button } from '@/components/ui'
import { useMay } from '@/features/session'

import { usePlace } from './place'
import { TEMPLATES } from './templates'

/** Nothing is there yet: what pipelines are for, and ways to begin. */
export function Beginning() {
  const [, go] = usePlace()
  const mayEdit = useMay('editor')
  return (
    <Panel title="No pipelines yet">
      <div className="flex flex-col gap-4 p-4">
        <p className="max-w-prose text-sm text-ink-2">
          Logs are understood without one. A pipeline is for what only you know: it takes your own lines
          apart, drops noise and hides secrets, in the language of Logstash. Bring the configuration that you
          have, or begin with one of these.
        </p>
        {mayEdit && (
          <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
            <li>
              <Choice
                title="Paste what you have"
                about="A Logstash configuration, as it is"
                onClick={() => void go({ id: 0 })}
                icon
              />
            </li>
            {TEMPLATES.map(({ id, name, about }) => (
              <li key={id}>
                <Choice title={name} about={about} onClick={() => void go({ id: 0, template: id })} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  )
}

interface ChoiceProps {
  title: string
  about: string
  onClick: () => void
  icon?: boolean
}

function Choice({ title, about, onClick, icon }: ChoiceProps) {
  return (
    <Button onClick={onClick} className="h-auto w-full justify-start px-3 py-2.5 text-left whitespace-normal">
      {icon && <ClipboardPaste aria-hidden className="text-accent" />}
      <span className="flex flex-col">
        <span className="font-medium">{title}</span>
        <span className="text-xs text-ink-3">{about}</span>
      </span>
    </Button>
  )
}
