import { get } from '@/lib/api'
import { saveFile } from '@/lib/file'

import type { Dashboard } from './model'

/** `Web server` → `web-server` */
export const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'dashboard'

/** Gives the dashboard as a file that any other ELK Vision takes. */
export async function exportJson({ id, name }: Pick<Dashboard, 'id' | 'name'>): Promise<void> {
  const file = await get<unknown>(`/dashboards/${id}/export/`)
  saveFile(new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }), `${slug(name)}.json`)
}
