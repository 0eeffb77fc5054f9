// What the server says to who holds a receipt (app/api/progress.go).
import { send } from '../../api/client'

export type Mark = { title: string; at: string; on: string; by: string; weekday: string; within: string; note: string; state: 'done' | 'now' | 'next'; late: boolean; provisional: boolean }
export type Pair = { name: string; title: string; text: string; long: boolean }
export type Act = { name: string; title: string; needs: string[]; takes?: string[] }
export type Paper = { area: string; id: string; title: string; number: string; issued_on: string; void: boolean; check: string }
export type Standing = {
  area: string; id: string; kind: string; kind_title: string; rev: number; number: string; brief: string; trader: string; filed: string
  title: string; say: string; step: string; ended: boolean; marks: Mark[]; told: { what: string; mode: string; on: string }[]
  shows: Pair[]; mine: Pair[]; files: string[]; papers: Paper[]; acts: Act[]
}
export type Receipt = { code: string; qr: string[]; office: string; items: Standing[] }

export type Key = { code: string; tail: string }

/** The code without gaps; what is typed may have any. */
export const plain = (s: string) => s.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '')

/** Whether a text is a query code rather than a name or another number. */
export const isCode = (s: string) => /^[2-9A-HJ-NP-Z]{12}$/.test(plain(s)) && (/\d/.test(s) && /[A-Z]/i.test(s) || /^\S{4}[ -]\S{4}[ -]\S{4}$/.test(s.trim()))

/** The code behind # in the address of a receipt, "" where there is none. */
export function inAddress() {
  const s = plain(decodeURIComponent(location.hash.slice(1)))
  return /^[2-9A-HJ-NP-Z]{12}$/.test(s) ? s : ''
}

export const grouped = (code: string) => plain(code).replace(/(.{4})(?=.)/g, '$1 ')

export const look = async (k: Key) => (await send<Receipt>('POST', '/api/public/progress', { body: k })).body

const place = 'hj-progress'

/** Where the code of this tab is kept, so that a reload asks nothing again. */
export const kept = {
  read: (): Key | null => {
    try {
      return JSON.parse(sessionStorage.getItem(place) ?? 'null') as Key | null
    } catch {
      return null
    }
  },
  write: (k: Key | null) => {
    try {
      if (k) sessionStorage.setItem(place, JSON.stringify(k))
      else sessionStorage.removeItem(place)
    } catch {
      /* asked again then */
    }
  },
}
