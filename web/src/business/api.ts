// What the server says to a business at its own desk.
import { get, idempotencyKey, send } from '../api/client'

export type Ref = { area: string; id: string }
export type Me = { account: string; name: string; duty: string; must_change: boolean; ended: boolean; subject: Ref & { name: string; code: string } }
export type DoorInfo = { city: string; bureau: string; demo: boolean; today: string }

export type Due = {
  rule: string; title: string; of: string; from: string | null; on: string; weekday: string; days: number
  short: string; how: string[]; provisional: boolean; basis: string; unsure: boolean; kind: string; record: Ref
}
export type Holding = { kind: string; title: string; count: number; from: string[]; updated: string; only: Ref | null }
export type Act = { name: string; title: string; allowed: boolean; why?: string; needs: string[]; reason: boolean }
export type File = { name: string; size: number; type: string; url: string }
export type Item = Ref & {
  kind: string; rev: number; number: string; title: string; state: string
  values: Record<string, unknown>; labels: Record<string, string>; acts: Act[]; waiting?: number
  /** Of a record with a procedure: where it stands now, and the limits the business has to keep. */
  step?: string; running?: Running[]
}
export type Running = { title: string; on: string; weekday: string; days: number; how: string[]; unsure: boolean; city: boolean }
export type Home = { today: string; subject: Item; due: Due[]; holdings: Holding[]; notices: Item[]; objections: Item[]; contacts: Item[]; guidance: Item[]; talks: Item[] }
export type Column = { name: string; title: string; type: string; unit?: string }
export type List = { kind: string; title: string; help: string; columns: Column[]; items: Item[] }
export type Field = Column & { value: unknown; label: string; masked?: boolean; from?: string; at?: string; help?: string; multiline?: boolean }
export type Step = { act: string; title: string; at: string; by: string; reason: string; changes: { field: string; title: string; old_label: string; new_label: string }[]; seq: number | null }
export type Full = { record: Item; kind: string; kind_title: string; help: string; from: string; updated: string; fields: Field[]; timeline: Step[]; acts: Act[]; objects: boolean }
export type Session = { id: string; created: string; last_seen: string; address: string; agent: string; current: boolean }

export const at = (kind: string, r: Ref) => `/api/business/records/${kind}/${r.area}/${r.id}`
export const page = (kind: string, r: Ref) => `/business/records/${kind}/${r.area}/${r.id}`
export const toObject = (kind: string, r: Ref, field = '') => `/business/objections/new?kind=${kind}&area=${r.area}&id=${r.id}${field ? `&field=${field}` : ''}`

export const me = () => get<Me>('/api/business/session')

/** One act on a record as it was seen; the same press sent twice is one act. */
export const act = (i: Item, name: string, values: Record<string, unknown> = {}, reason = '') =>
  send<Full>('POST', `${at(i.kind, i)}/acts/${name}`, { body: { values, reason }, headers: { 'If-Match': `"${i.rev}"`, 'Idempotency-Key': idempotencyKey() } }).then((s) => s.body)

/** The value of a field that is a file. */
export const fileOf = (v: unknown) => (v && typeof v === 'object' && 'url' in v ? (v as File) : null)
