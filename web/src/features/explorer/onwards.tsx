'use client'

import { BellPlus } from 'lucide-react'
import Link from 'next/link'

import { Button } from '@/components/ui'
import { useMay } from '@/features/session'
import { alertLink } from '@/lib/links'

import type { Exploring } from './run'

/** Where a search goes on: what else can be made of it. */
export function Onwards({ exploring }: { exploring: Exploring }) {
  const mayEdit = useMay('editor')
  if (!mayEdit) return null
  return (
    <Button size="sm" variant="ghost" asChild>
      <Link href={alertLink(exploring.run.q)} title="Be told when lines like these come">
        <BellPlus aria-hidden /> <span className="max-sm:sr-only">Alert</span>
      </Link>
    </Button>
  )
}
