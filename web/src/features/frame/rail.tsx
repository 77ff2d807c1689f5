'use client'

import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState, type ReactNode } from 'react'

import { IconButton } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { Tooltip } from '@/components/ui/tooltip'
import { cn } from '@/lib/cn'
import { recall, remember } from '@/lib/storage'

import { openPalette } from './keys'
import { Logo } from '@/components/logo'
import { OrganisationMenu } from './organisation-menu'
import { PAGES } from './pages'
import { UserMenu } from './user-menu'

type Bell = { bell?: (closed: boolean) => ReactNode }

/** The rail at the left. Its width is a CSS variable set before the first paint, so it never jumps. */
export function Rail({ bell }: Bell) {
  const [closed, setClosed] = useState(() => recall('elk.rail') === 'closed')
  const fold = () => {
    const next = closed ? 'open' : 'closed'
    document.documentElement.dataset.rail = next
    remember('elk.rail', next)
    setClosed(!closed)
  }
  return (
    <nav
      aria-label="Pages"
      className="flex w-(--rail) shrink-0 flex-col overflow-hidden border-r bg-surface transition-[width] duration-100 max-sm:hidden"
    >
      <div className="flex h-12 items-center justify-between pr-2 pl-4">
        <Link href="/dashboard/" aria-label="ELK Vision, to the dashboard" className="rounded-sm">
          <Logo />
        </Link>
        {!closed && (
          <IconButton label="Fold the navigation" size="sm" onClick={fold}>
            <PanelLeftClose aria-hidden />
          </IconButton>
        )}
      </div>
      <div className="flex flex-col gap-1 px-2">
        <OrganisationMenu closed={closed} />
        <button
          type="button"
          onClick={openPalette}
          aria-label="Open the command palette"
          className="mb-2 flex h-7 items-center gap-2 rounded-md px-2.5 text-xs text-ink-3 shadow-[inset_0_0_0_1px_var(--line)] hover:bg-hover hover:text-ink-2"
        >
          <Search aria-hidden className="size-3.5 shrink-0" />
          {!closed && (
            <>
              Go to or do <Kbd className="ml-auto">⌘K</Kbd>
            </>
          )}
        </button>
        <PageLinks closed={closed} />
      </div>
      <div className="mt-auto flex flex-col gap-1 border-t p-2">
        {closed && (
          <IconButton label="Unfold the navigation" className="self-center" onClick={fold}>
            <PanelLeftOpen aria-hidden />
          </IconButton>
        )}
        {bell?.(closed)}
        <UserMenu closed={closed} />
      </div>
    </nav>
  )
}

function PageLinks({ closed }: { closed: boolean }) {
  const path = usePathname()
  return PAGES.map(({ name, href, icon: Icon, key }) => {
    const here = path.startsWith(href)
    const link = (
      <Link
        key={href}
        href={href}
        aria-label={closed ? name : undefined}
        aria-current={here ? 'page' : undefined}
        className={cn(
          'group relative flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 transition-colors duration-100 hover:bg-hover hover:text-ink',
          here && 'bg-active font-medium text-ink hover:bg-active',
        )}
      >
        <Icon aria-hidden className={cn('size-4 shrink-0', here ? 'text-accent' : 'text-ink-3')} />
        {!closed && name}
      </Link>
    )
    return closed ? (
      <Tooltip key={href} text={name} keys={`g ${key}`} side="right">
        {link}
      </Tooltip>
    ) : (
      link
    )
  })
}

/** What the rail has besides the pages, on phones: on top, thin. */
export function TopBar({ bell }: Bell) {
  return (
    <div className="flex h-11 shrink-0 items-center gap-1 border-b bg-surface px-2 sm:hidden">
      <OrganisationMenu closed={false} />
      <IconButton label="Open the command palette" className="ml-auto" onClick={openPalette}>
        <Search aria-hidden />
      </IconButton>
      {bell?.(true)}
      <UserMenu closed side="bottom" />
    </div>
  )
}

/** The same pages under the thumbs. */
export function BottomBar() {
  const path = usePathname()
  return (
    <nav
      aria-label="Pages"
      className="grid shrink-0 auto-cols-[minmax(4.5rem,1fr)] grid-flow-col overflow-x-auto border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {PAGES.map(({ name, href, icon: Icon }) => {
        const here = path.startsWith(href)
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={cn(
              'flex h-13 flex-col items-center justify-center gap-0.5 text-2xs',
              here ? 'text-ink' : 'text-ink-3',
            )}
          >
            <Icon aria-hidden className={cn('size-5', here && 'text-accent')} />
            {name}
          </Link>
        )
      })}
    </nav>
  )
}
