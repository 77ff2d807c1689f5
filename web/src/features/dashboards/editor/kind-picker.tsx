import {
  ChartArea, ChartColumn, ChartLine, ChartPie, Grid3x3, Hash, ListOrdered, ScrollText, Table2, Text,
  type LucideIcon,
} from 'lucide-react' // prettier-ignore

import type { PanelKind } from '@/components/panels'

export const KIND_WORDS: Record<PanelKind, { word: string; icon: LucideIcon }> = {
  line: { word: 'Line', icon: ChartLine },
  area: { word: 'Area', icon: ChartArea },
  bar: { word: 'Bar', icon: ChartColumn },
  pie: { word: 'Pie', icon: ChartPie },
  table: { word: 'Table', icon: Table2 },
  number: { word: 'Number', icon: Hash },
  top: { word: 'Top list', icon: ListOrdered },
  heatmap: { word: 'Heat map', icon: Grid3x3 },
  logs: { word: 'Log list', icon: ScrollText },
  text: { word: 'Text', icon: Text },
}

/** What kind of drawing it is. */
export function KindPicker({ kind, onChange }: { kind: PanelKind; onChange: (kind: PanelKind) => void }) {
  return (
    <div role="group" aria-label="Kind" className="grid grid-cols-5 gap-1">
      {(Object.entries(KIND_WORDS) as [PanelKind, (typeof KIND_WORDS)[PanelKind]][]).map(
        ([value, { word, icon: Icon }]) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === kind}
            onClick={() => onChange(value)}
            className="flex h-14 flex-col items-center justify-center gap-1 rounded-md text-2xs text-ink-2 shadow-[inset_0_0_0_1px_var(--line)] hover:bg-hover hover:text-ink aria-pressed:bg-accent-wash aria-pressed:text-accent-strong aria-pressed:shadow-[inset_0_0_0_1px_var(--accent-line)]"
          >
            <Icon aria-hidden className="size-4" />
            {word}
          </button>
        ),
      )}
    </div>
  )
}
