'use client'

import { BellPlus, Diff, Shapes } from 'lucide-react'
import Link from 'next/link'

import { Button } from '@/components/ui'
import { useMay } from '@/features/session'
import { alertLink, analyticsLink } from '@/lib/links'

import type { Exploring } from './run'

/** Where a search goes on: what else can be made of it. */
export function Onwards({ exploring }: { exploring: Exploring }) {
  const mayEdit = useMay('editor')
  const search = { q: exploring.run.q, ...exploring.range }
  return (
    <>
      <Button size="sm" variant="ghost" asChild>
        <Link href={analyticsLink('patterns', search)} title="What these lines say, clustered">
          <Shapes aria-hidden /> <span className="max-lg:sr-only">Patterns</span>
        </Link>
      </Button>
      <Button size="sm" variant="ghost" asChild>
        <Link href={analyticsLink('compare', search)} title="What tells these lines from others">
          <Diff aria-hidden /> <span className="max-lg:sr-only">Compare</span>
        </Link>
      </Button>
      {mayEdit && (
        <Button size="sm" variant="ghost" asChild>
          <Link href={alertLink(exploring.run.q)} title="Be told when lines like these come">
            <BellPlus aria-hidden /> <span className="max-sm:sr-only">Alert</span>
          </Link>
        </Button>
      )}
    </>
  )
}
