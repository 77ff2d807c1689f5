/** Ways to be told beyond the page: two quiet notes, and the browser's own notifications. */

import type { News } from './model'

/** Browsers let a page sound only after it was touched; before, nothing is heard. */
export function chime(): void {
  if (typeof AudioContext === 'undefined') return
  const audio = new AudioContext()
  const now = audio.currentTime
  for (const [at, pitch] of [
    [0, 660],
    [0.16, 880],
  ] as const) {
    const tone = new OscillatorNode(audio, { frequency: pitch, type: 'sine' })
    const loud = new GainNode(audio, { gain: 0 })
    loud.gain.setValueAtTime(0, now + at)
    loud.gain.linearRampToValueAtTime(0.12, now + at + 0.02)
    loud.gain.exponentialRampToValueAtTime(0.0001, now + at + 0.3)
    tone.connect(loud).connect(audio.destination)
    tone.start(now + at)
    tone.stop(now + at + 0.32)
  }
  setTimeout(() => void audio.close(), 800)
}

export type Permission = 'granted' | 'denied' | 'default' | 'missing'

export const permission = (): Permission =>
  typeof Notification === 'undefined' ? 'missing' : Notification.permission

/** Only ever called when a person pressed for it. */
export const askPermission = async (): Promise<Permission> =>
  permission() === 'default' ? Notification.requestPermission() : permission()

/** Shown while nobody looks at the page; pressing it comes back here. */
export function showOutside({ id, title, body }: News, onPress: () => void): void {
  if (permission() !== 'granted' || (!document.hidden && document.hasFocus())) return
  const shown = new Notification(title, { body, tag: `elk-${id}`, icon: '/icon.svg' })
  shown.onclick = () => {
    window.focus()
    onPress()
    shown.close()
  }
}
