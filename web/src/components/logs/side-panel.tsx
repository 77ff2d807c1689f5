'use client'

import { useState } from 'react'
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'

import { recall, remember } from '@/lib/storage'

export interface SidePanelProps {
  /** Under this name the width is remembered. */
  name: string
  label: string
  side: 'left' | 'right'
  width: number
  least: number
  most: number
  children: ReactNode
}

/** A panel beside the rows: resized at its edge by hand or arrow keys, and remembered. */
export function SidePanel({ name, label, side, width: usual, least, most, children }: SidePanelProps) {
  const [width, setWidth] = useState(() => Number(recall(`elk.width.${name}`)) || usual)
  const [from, setFrom] = useState<{ x: number; width: number } | null>(null)
  const direction = side === 'left' ? 1 : -1
  const change = (wanted: number) => {
    const next = Math.round(Math.max(least, Math.min(most, wanted)))
    setWidth(next)
    remember(`elk.width.${name}`, String(next))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 24, ArrowLeft: -24 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    change(width + step * direction)
  }
  const edge = (
    // A separator that is focusable is a control (WAI-ARIA 1.2), which the rule does not know.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onPointerDown={(event: PointerEvent) => {
        setFrom({ x: event.clientX, width })
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => from && change(from.width + (event.clientX - from.x) * direction)}
      onPointerUp={() => setFrom(null)}
      onKeyDown={onKeyDown}
      onDoubleClick={() => change(usual)}
      className="relative z-10 w-px shrink-0 cursor-col-resize bg-line before:absolute before:inset-y-0 before:-left-1 before:w-2 hover:bg-accent focus-visible:bg-accent"
    />
  )
  const body = (
    <div className="min-h-0 shrink-0 overflow-hidden" style={{ width: `min(${width}px, 60vw)` }}>
      {children}
    </div>
  )
  return side === 'left' ? (
    <>
      {body}
      {edge}
    </>
  ) : (
    <>
      {edge}
      {body}
    </>
  )
}
