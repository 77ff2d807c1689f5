'use client'

import { useQuery } from '@tanstack/react-query'

import { QueryState } from '@/components/query-state'
import { Badge, Select } from '@/components/ui'
import { useMay, useSession, useTenant } from '@/features/session'
import { get, patch, remove } from '@/lib/api'
import type { List, Member, Role } from '@/lib/model'
import { timeAgo } from '@/lib/time'

import { Confirm } from '@/components/confirm'
import { Invitations } from './invitations'
import { useChange } from '@/components/use-change'
import { ROLES } from './roles'
import { rowLook, Rows, Section } from '@/components/section'

export function Members() {
  const tenant = useTenant()
  const mayChange = useMay('admin')
  const path = `/organisations/${tenant}/members/`
  const members = useQuery({
    queryKey: ['members', tenant],
    queryFn: ({ signal }) => get<List<Member>>(path, undefined, signal),
  })
  const keys = [['members'], ['me']]
  const change = useChange(({ id, role }: { id: number; role: Role }) => patch(`${path}${id}/`, { role }), {
    keys,
    done: 'The role is changed.',
  })
  const dismiss = useChange((id: number) => remove(`${path}${id}/`), { keys })

  return (
    <>
      <Section
        title="Members"
        lead="Viewers look, editors upload and send, admins manage keys and people, owners everything."
      >
        <QueryState query={members}>
          {({ results }) => (
            <Rows label="Members">
              {results.map((member) => (
                <Row
                  key={member.user.id}
                  member={member}
                  mayChange={mayChange}
                  onRole={(role) => change.mutate({ id: member.user.id, role })}
                  onRemove={() => dismiss.mutateAsync(member.user.id)}
                />
              ))}
            </Rows>
          )}
        </QueryState>
      </Section>
      {mayChange && <Invitations />}
    </>
  )
}

interface RowProps {
  member: Member
  mayChange: boolean
  onRole: (role: Role) => void
  onRemove: () => Promise<unknown>
}

function Row({ member: { user, role, joined_at }, mayChange, onRole, onRemove }: RowProps) {
  const { me } = useSession()
  const name = user.name || user.username
  const oneself = user.id === me.id
  return (
    <li className={rowLook}>
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          {oneself && <Badge tone="accent">you</Badge>}
        </p>
        <p className="truncate text-xs text-ink-3">
          {user.email} · joined {timeAgo(Date.parse(joined_at))}
        </p>
      </div>
      {mayChange ? (
        <Select
          label={`Role of ${name}`}
          size="sm"
          value={role}
          options={ROLES}
          onChange={onRole}
          className="w-24"
        />
      ) : (
        <Badge>{role}</Badge>
      )}
      {(mayChange || oneself) && (
        <Confirm
          button={oneself ? 'Leave' : 'Remove'}
          title={oneself ? 'Leave the organisation?' : `Remove ${name}?`}
          verb={oneself ? 'Leave' : 'Remove'}
          onConfirm={onRemove}
        >
          {oneself ? 'You' : 'They'} see nothing of it from then on. An invitation brings{' '}
          {oneself ? 'you' : 'them'} back.
        </Confirm>
      )}
    </li>
  )
}
