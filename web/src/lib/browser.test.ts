import { afterEach, describe, expect, test, vi } from 'vitest'

import { copyText } from './copy'
import { recall, remember } from './storage'
import { applyDensity, applyTheme } from './theme'

afterEach(() => vi.unstubAllGlobals())

describe('copying', () => {
  test('uses the clipboard', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    expect(await copyText('a log')).toBe(true)
    expect(writeText).toHaveBeenCalledWith('a log')
  })

  test('works without a clipboard too, as on plain HTTP', async () => {
    vi.stubGlobal('navigator', {})
    document.execCommand = vi.fn().mockReturnValue(true)
    expect(await copyText('a log')).toBe(true)
    expect(document.querySelector('textarea')).toBeNull()
  })

  test('says when it is not possible', async () => {
    vi.stubGlobal('navigator', {})
    document.execCommand = vi.fn(() => {
      throw new Error('not allowed')
    })
    expect(await copyText('a log')).toBe(false)
  })
})

test('a browser that remembers nothing breaks nothing', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('forbidden')
    },
    setItem: () => {
      throw new Error('forbidden')
    },
  })
  remember('elk.rail', 'open')
  expect(recall('elk.rail')).toBeNull()
})

describe('a theme', () => {
  test('that was chosen holds whatever the system says', () => {
    applyTheme('dark')
    expect(document.documentElement.dataset.theme).toBe('dark')
    expect(recall('elk.theme')).toBe('dark')
  })

  test('"as the system" follows the system until another is chosen', () => {
    let follow: (() => void) | undefined
    const system = {
      matches: false,
      addEventListener: (_: string, listener: () => void) => (follow = listener),
      removeEventListener: () => (follow = undefined),
    }
    vi.stubGlobal('matchMedia', () => system)
    const stop = applyTheme('system')
    expect(document.documentElement.dataset.theme).toBe('light')
    system.matches = true
    follow?.()
    expect(document.documentElement.dataset.theme).toBe('dark')
    stop()
    expect(follow).toBeUndefined()
  })

  test('a density is shown and remembered', () => {
    applyDensity('comfortable')
    expect(document.documentElement.dataset.density).toBe('comfortable')
    expect(recall('elk.density')).toBe('comfortable')
  })
})
