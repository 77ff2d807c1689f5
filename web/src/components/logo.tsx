import { cn } from '@/lib/cn'

/** Log lines with one that is seen: three strokes and a lens. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden className={cn('size-5 shrink-0', className)}>
      <path d="M2 4.5h9M2 10h4.5M2 15.5h9" stroke="var(--ink-3)" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="13" cy="10" r="4.1" fill="none" stroke="var(--accent)" strokeWidth="1.8" />
      <circle cx="13" cy="10" r="1.3" fill="var(--accent)" />
    </svg>
  )
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn('flex h-7 items-center gap-2 text-sm font-semibold tracking-tight', className)}>
      <LogoMark />
      <span className="in-data-[rail=closed]:hidden">ELK Vision</span>
    </span>
  )
}
