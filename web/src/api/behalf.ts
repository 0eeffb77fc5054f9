// For whom a substitute acts in this window (代办): kept for the window alone, said in every request, judged by the server with each.
import { toHref } from './paths'

const key = 'hj-behalf'

export type Behalf = { id: string; name: string }

export function behalf(): Behalf | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Behalf | null
  } catch {
    return null
  }
}

/** Begins to act for somebody, at a page; what was read as oneself is read anew. */
export function actFor(who: Behalf, link: string) {
  sessionStorage.setItem(key, JSON.stringify(who))
  window.location.assign(toHref(link))
}

export function actAsOneself(link = '/') {
  sessionStorage.removeItem(key)
  window.location.assign(toHref(link))
}
