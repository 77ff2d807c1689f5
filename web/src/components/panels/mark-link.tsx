import Link from 'next/link'
import type { CSSProperties, ReactNode } from 'react'

export interface MarkLinkProps {
  href?: string
  className?: string
  title?: string
  style?: CSSProperties
  label?: string
  children: ReactNode
}

/** A mark that leads to its logs; only a mark where there is nowhere to go. */
export function MarkLink({ href, label, children, ...rest }: MarkLinkProps) {
  return href ? (
    <Link href={href} prefetch={false} aria-label={label} {...rest}>
      {children}
    </Link>
  ) : (
    <span {...rest}>{children}</span>
  )
}
