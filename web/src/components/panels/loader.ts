import { call } from '@/lib/api'

import type { Answer, PanelSpec } from './model'

/** Absolute times, so that all panels of a page are of the same moment. */
export interface Asking {
  from: string
  to: string
  /** What is chosen for each variable; nothing is everything. */
  variables?: Record<string, string[]>
  /** A query that every log must match besides. */
  filter?: string
}

interface Waiting {
  panel: PanelSpec
  resolve: (answer: Answer) => void
  reject: (problem: unknown) => void
}

/** Panels of one request: few enough that a slow one does not hold up all others. */
const TOGETHER = 6

const queues = new Map<string, { asking: Asking; waiting: Waiting[] }>()

/** A panel's answer. Panels that are asked for at the same moment go in one request, for the store is asked less often. */
export function loadPanel(tenant: string, panel: PanelSpec, asking: Asking): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const key = JSON.stringify([tenant, asking])
    const queue = queues.get(key)
    if (queue) return queue.waiting.push({ panel, resolve, reject })
    const begun = { asking, waiting: [{ panel, resolve, reject }] }
    queues.set(key, begun)
    setTimeout(() => {
      queues.delete(key)
      for (let at = 0; at < begun.waiting.length; at += TOGETHER) {
        void ask(begun.waiting.slice(at, at + TOGETHER), asking)
      }
    })
  })
}

async function ask(waiting: Waiting[], asking: Asking): Promise<void> {
  try {
    const body = { panels: waiting.map(({ panel }) => panel), ...asking }
    const { results } = await call<{ results: Answer[] }>('POST', '/panels/data/', { body })
    waiting.forEach(({ resolve, reject }, at) => {
      const answer = results[at]
      if (answer) resolve(answer)
      else reject(new Error('The server did not answer for this panel.'))
    })
  } catch (problem) {
    // What is wrong with one panel's shape is no fault of the others: each is asked for by itself.
    if (waiting.length > 1) await Promise.all(waiting.map((each) => ask([each], asking)))
    else waiting.forEach(({ reject }) => reject(problem))
  }
}
