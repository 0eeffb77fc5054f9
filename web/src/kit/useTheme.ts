// How a person wants the screen.
// Light or dark: by the address (?theme=dark, for a wall screen), else as last chosen here, else light.
import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark'
const key = 'hj-theme'
const listeners = new Set<() => void>()

function stored(): Theme {
  try {
    return localStorage.getItem(key) === 'dark' ? 'dark' : 'light'
  } catch {
    return 'light' // a browser that keeps nothing
  }
}

function start(): Theme {
  const asked = new URLSearchParams(window.location.search).get('theme')
  const t = asked === 'dark' || asked === 'light' ? asked : stored()
  document.documentElement.dataset.theme = t
  return t
}

let now: Theme = start()

export function setTheme(t: Theme) {
  now = t
  document.documentElement.dataset.theme = t
  try {
    localStorage.setItem(key, t)
  } catch {
    /* it holds until the page is left */
  }
  listeners.forEach((f) => f())
}

export const useTheme = (): Theme =>
  useSyncExternalStore((f) => { listeners.add(f); return () => listeners.delete(f) }, () => now)

const still = window.matchMedia('(prefers-reduced-motion: reduce)')

/** Whether this person's system asks for no motion (WCAG 2.1, 2.3.3). */
export const useStill = (): boolean =>
  useSyncExternalStore((f) => { still.addEventListener('change', f); return () => still.removeEventListener('change', f) }, () => still.matches)
