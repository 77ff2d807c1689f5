'use client'

import { useState } from 'react'

import { Button, Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger, Textarea } from '@/components/ui'
import { useMay } from '@/features/session'

import { hoursFromNow } from '../durations'
import type { AlertWhole } from '../model'
import { useAlertActions, usePeople } from './queries'

/** What can be done about an alert, for those who may. */
export function Actions({ alert }: { alert: AlertWhole }) {
  const mayEdit = useMay('editor')
  const act = useAlertActions()
  const people = usePeople()
  const [comment, setComment] = useState('')
  if (!mayEdit) return null
  const run = (verb: Parameters<typeof act.mutate>[0]['verb'], wish: Record<string, unknown> = {}) =>
    act.mutate({ id: alert.id, verb, ...wish })
  const snooze = (hours: number) => run('snooze', { until: hoursFromNow(hours) })
  const isOpen = alert.state !== 'resolved'
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        {isOpen && !alert.acknowledged_at && (
          <Button variant="primary" size="sm" onClick={() => run('acknowledge')}>
            Acknowledge
          </Button>
        )}
        <Menu>
          <MenuTrigger asChild>
            <Button size="sm">{alert.assignee ? `With ${alert.assignee.username}` : 'Assign'}</Button>
          </MenuTrigger>
          <MenuContent>
            <MenuLabel>Looked after by</MenuLabel>
            {(people.data?.results ?? []).map(({ user }) => (
              <MenuItem
                key={user.id}
                checked={user.id === alert.assignee?.id}
                onSelect={() => run('assign', { to: user.id })}
              >
                {user.name || user.username}
              </MenuItem>
            ))}
            {alert.assignee && <MenuItem onSelect={() => run('assign', { to: null })}>Nobody</MenuItem>}
          </MenuContent>
        </Menu>
        {isOpen && (
          <>
            <Menu>
              <MenuTrigger asChild>
                <Button size="sm">Snooze</Button>
              </MenuTrigger>
              <MenuContent>
                {([1, 4, 24] as const).map((hours) => (
                  <MenuItem key={hours} onSelect={() => snooze(hours)}>
                    for {hours === 1 ? 'an hour' : hours === 24 ? 'a day' : `${hours} hours`}
                  </MenuItem>
                ))}
                {alert.snoozed_until && (
                  <MenuItem onSelect={() => run('snooze', { until: null })}>Not any more</MenuItem>
                )}
              </MenuContent>
            </Menu>
            <Button size="sm" onClick={() => run('resolve')}>
              Resolve
            </Button>
          </>
        )}
      </div>
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          run('comment', { text: comment.trim() })
          setComment('')
        }}
      >
        <Textarea
          aria-label="Comment"
          rows={1}
          placeholder="What did you find?"
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          className="min-h-8"
        />
        <Button type="submit" disabled={comment.trim() === ''}>
          Comment
        </Button>
      </form>
    </div>
  )
}
