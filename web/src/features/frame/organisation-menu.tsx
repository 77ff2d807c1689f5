'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ChevronsUpDown, Settings2 } from 'lucide-react'
import { useRouter } from 'next/navigation'

import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from '@/components/ui/menu'
import { useSession } from '@/features/session'

/** Which organisation everything is about; whoever belongs to one only still sees its name. */
export function OrganisationMenu({ closed }: { closed: boolean }) {
  const { me, organisation, choose } = useSession()
  const client = useQueryClient()
  const router = useRouter()
  if (!organisation) return null
  const change = (tenant: string) => {
    choose(tenant)
    // Nothing fetched for the one may be seen while the other is chosen.
    client.removeQueries({ predicate: (query) => !['me', 'setup'].includes(String(query.queryKey[0])) })
  }
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Organisation: ${organisation.name}`}
        className="flex h-8 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-hover data-[state=open]:bg-hover"
      >
        <Initial name={organisation.name} />
        {!closed && (
          <>
            <span className="min-w-0 flex-1 truncate text-left">{organisation.name}</span>
            <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
          </>
        )}
      </MenuTrigger>
      <MenuContent className="w-56">
        <MenuLabel>Organisations</MenuLabel>
        {me.organisations.map((each) => (
          <MenuItem
            key={each.tenant}
            icon={<Initial name={each.name} />}
            checked={each.tenant === organisation.tenant}
            onSelect={() => change(each.tenant)}
          >
            {each.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={<Settings2 />} onSelect={() => router.push('/settings/?tab=organisation')}>
          Organisation settings
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}

const Initial = ({ name }: { name: string }) => (
  <span
    aria-hidden
    className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm bg-accent-wash text-2xs font-semibold text-accent-strong"
  >
    {(name.trim()[0] ?? '?').toUpperCase()}
  </span>
)
