// What the public API answers (app/api/public*.go).
import { createContext, useContext } from 'react'
import type { Ref } from '../api/types'
import type { Proof } from './verify/proof'

export type Field = { name: string; title: string; type: string; unit?: string; help?: string; mask?: string; list?: string; options?: { value: string; title: string }[] }
export type Notice = { name: string; title: string; help: string; basis: string; unsure: boolean; fields: Field[] }
export type Entry = {
  notice: string
  area: string
  id: string
  rev: number
  title: string
  values: Record<string, unknown>
  labels: Record<string, string>
  masked: string[]
  from: string
  until: string
  about: Ref | null
}
export type Counted = Notice & { count: number; exact: boolean; subject: boolean; newest: string }
export type Place = { name: string; title: string; url: string; what: string }
export type Licence = { title: string; text: string }
export type Ledger = { size: number; root: string; checkpoint: string; at: string; algorithm: string; key: string }
export type Site = {
  office: string
  city: string
  area: string
  today: string
  demo: boolean
  version: string
  about: { hotline: { number: string; title: string; note: string }; places: Place[]; licence: Licence }
  notices: Counted[]
  ledger: Ledger | null
}
/** The complaints published of a trader, counted. */
export type Disputes = { total: number; settled: number; years: { year: string; total: number; settled: number }[] }
export type Page = { today: string; disputes: Disputes | null; subject: Entry; supplied: { source: string; at: string }; entries: Entry[]; notices: Record<string, Notice> }
export type Found = { subjects: Entry[]; documents: Entry[]; more: boolean; notices: Record<string, Notice> }
export type Listed = { today: string; notice: Notice; items: Entry[]; total: { count: number; exact: boolean }; next: string }
export type One = { today: string; notice: Notice; entry: Entry }
export type DataSet = Notice & { total: { count: number; exact: boolean }; newest: string; csv: string; jsonl: string; feed: string; start: string; now: string }
export type Catalogue = { office: string; today: string; licence: Licence; sets: DataSet[] }
export type Proofs = { record: Ref; kind: string; algorithm: string; key: string; proofs: { fields: string[]; act: string; at: string; proof: Proof }[] }

export const SiteContext = createContext<Site | undefined>(undefined)
export const useSite = () => useContext(SiteContext)

export const place = (site: Site | undefined, name: string) => site?.about.places.find((p) => p.name === name)

export const subjectPath = (r: Ref) => `/s/${r.area}/${r.id}`
export const entryPath = (e: Entry) => `/n/${e.notice}/${e.area}/${e.id}`
export const key = (e: Entry) => `${e.notice}/${e.area}/${e.id}`

/** 行政处罚信息 is one of its kind: 行政处罚. */
export const sortOf = (n: Notice | undefined) => (n?.title ?? '').replace(/信息$/, '')
