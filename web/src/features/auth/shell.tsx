import type { ReactNode } from 'react'

import { LogoMark } from '@/components/logo'

import { Instrument } from './instrument'

export interface ShellProps {
  title: string
  /** One sentence under the title. */
  lead?: ReactNode
  children: ReactNode
  /** The way elsewhere, below the form. */
  foot?: ReactNode
}

/** The page of everybody who is not in yet: the form, and on wide screens a look at what is behind it. */
export function Shell({ title, lead, children, foot }: ShellProps) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(26rem,36rem)_1fr]">
      <main className="flex flex-col bg-surface px-6 py-8 sm:px-14 lg:border-r">
        <p className="flex items-center gap-2 text-sm font-semibold tracking-tight">
          <LogoMark /> ELK Vision
        </p>
        <div className="my-auto w-full max-w-sm py-10">
          <h1 className="text-xl">{title}</h1>
          {lead && <p className="mt-1 text-sm text-ink-3">{lead}</p>}
          <div className="mt-6">{children}</div>
          {foot && <p className="mt-6 text-sm text-ink-3">{foot}</p>}
        </div>
      </main>
      <Instrument />
    </div>
  )
}

export const textLink =
  'text-accent underline decoration-accent-line underline-offset-3 hover:decoration-accent'
