// What a declared field is to a screen. The kit knows no business: it is told titles,
// types and where to look things up.
import { createContext, useContext } from 'react'

export type Choice = { value: string; title: string; from?: string | null; until?: string | null }

export type FieldSpec = {
  name: string
  title: string
  type: string
  required?: boolean
  search?: boolean
  personal?: boolean
  secret?: boolean
  max?: number
  scale?: number
  of?: string
  /** The code list of a list of codes. */
  list?: string
  options?: Choice[] | null
  unit?: string
  help?: string
  owner?: string
  computed?: string | boolean
  multiline?: boolean
  /** A file that a person writes by hand on the screen. */
  handwritten?: boolean
  readable?: boolean
  writable?: boolean
  sortable?: boolean
  currency?: boolean
  until?: string
  /** A code list with levels: what is below a code, and between which codes it lies. */
  tree?: { below: (code: string) => Promise<(Choice & { leaf: boolean })[]>; bounds: (code: string) => [string, string] }
}

export type Target = { area: string; id: string }
export type FileValue = { digest: string; name: string; size: number; type: string; url?: string }

/** Where the kit looks things up; the root of the desk provides it. */
export type Lookups = {
  codes: (list: string, q: string) => Promise<Choice[]>
  areas: Choice[]
  find: (kind: string, q: string) => Promise<(Target & { title: string; note?: string })[]>
  upload: (file: File, progress: (done: number, total: number) => void) => Promise<FileValue>
  /** What may be attached: at most so many bytes, of these endings. */
  files: { max: number; types: string[] }
  targetUrl: (type: string, kind: string | undefined, t: Target) => string
}

export const LookupContext = createContext<Lookups | null>(null)

export function useLookups(): Lookups {
  const l = useContext(LookupContext)
  if (!l) throw new Error('no lookups provided')
  return l
}

/** The code list whose values a field takes, if it takes any. */
export const codeList = (f: FieldSpec) => (f.type === 'list' ? f.list || undefined : f.type === 'code' ? f.of || undefined : undefined)

export const readable = (f: FieldSpec) => f.readable !== false
export const writable = (f: FieldSpec) => f.writable !== false && !f.computed && !f.until

/** Right-aligned, tabular. */
export const numeric = (f: FieldSpec) => f.type === 'number' || f.type === 'money'

/** A width that its values need, for a column. */
export function columnWidth(f: FieldSpec): number {
  switch (f.type) {
    case 'date': return 104
    case 'time': return 136
    case 'bool': return 64
    case 'money': return 140
    case 'number': return 96
    case 'area': return 104
    case 'code': case 'enum': return /行业|industry/.test(f.title + f.name) ? 184 : 116
    case 'person': return 96
    case 'file': return 160
    case 'list': return 180
    case 'subject': case 'reference': return 248
    default:
      if (/code$|_no$|number/.test(f.name) || /代码|号$|编号|文号/.test(f.title)) return 186
      if (/name/.test(f.name) || /名称/.test(f.title)) return 232
      if (f.max && f.max <= 20) return 110
      return 200
  }
}
