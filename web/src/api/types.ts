// The fixed part of the API, as the server answers it. What a declared kind holds
// is not typed here: its fields come from its declaration at run time.

export type Ref = { area: string; id: string }
export type Named = Ref & { name: string }

export type Me = {
  account: string
  person: Named | null
  unit: { id: string; name: string } | null
  post: string
  roles: { role: string; title: string }[]
  area: string
  must_change: boolean
  must_enrol: boolean
  duty: 'business' | 'system' | 'security' | 'audit'
}

export type SessionItem = { id: string; created: string; last_seen: string; address: string; agent: string; current: boolean }

export type MetaKind = { name: string; title: string; may: string[] }
export type MetaMatter = { name: string; title: string; group: string; kinds: MetaKind[]; screens: string[] }
export type Meta = {
  product: string
  version: string
  city: { profile: string; name: string; area: string; counties: { code: string; name: string; title?: string; short?: string; functional: boolean; parent?: string }[] }
  today: string
  demo: boolean
  files?: { max: number; types: string[] }
  matters: MetaMatter[]
}

export type FieldType =
  | 'text' | 'number' | 'money' | 'date' | 'time' | 'bool' | 'code' | 'enum'
  | 'subject' | 'reference' | 'area' | 'person' | 'file' | 'list'

export type Option = { value: string; title: string; from?: string | null; until?: string | null }

export type Field = {
  name: string
  title: string
  type: FieldType
  required?: boolean
  search?: boolean
  personal?: boolean
  secret?: boolean
  unique?: string
  max?: number
  scale?: number
  of?: string
  list?: string
  options?: Option[] | null
  unit?: string
  help?: string
  owner?: string
  computed?: string | boolean
  multiline?: boolean
  handwritten?: boolean
  readable?: boolean
  writable?: boolean
  sortable?: boolean
  facet?: boolean
  currency?: boolean
  city?: boolean
  article?: string
  format?: string
  until?: string
}

export type KindAct = { name: string; title: string; needs?: string[] | null; reason?: boolean }
export type Basis = { law: string; name?: string; article?: string; title?: string; unsure?: boolean }

export type Kind = {
  name: string
  title: string
  matter: string
  digest: string
  file: string
  help?: string
  number?: string
  fields: Field[]
  list: string[] | null
  checks: { if: string; say: string }[] | null
  acts: KindAct[] | null
  publish?: unknown
  upstream?: Record<string, unknown> | null
  basis?: Basis[] | null
  about?: string
  title_field?: string
  subject?: boolean
  /** Its records live by a procedure: steps, clocks. */
  procedure?: boolean
  /** The fields of a new record where an act of the procedure makes it; none: all. */
  creates?: string[]
  sort?: string
  may?: string[]
  source?: string
}

export type Values = Record<string, unknown>

export type Row = Ref & {
  rev: number
  number?: string
  title: string
  state?: string
  values: Values
  /** Words for values; in a list a text that is its own word is left out. */
  labels: Record<string, string>
}

/** A part that an act begins; it is written under the name of its kind, a list of them where `many`. */
export type Opening = { kind: string; title: string; many: boolean; fields: string[] }

/** late: closed only by a limit that ran out; what was done up to that day may be entered under its day. */
export type RecordAct = { name: string; title: string; allowed: boolean; denied?: boolean; why?: string; late?: string; needs?: string[] | null; takes?: string[] | null; opens?: Opening[]; reason?: boolean }

export type FullRow = Row & {
  unit?: string
  owner?: string
  created_at?: string
  updated_at?: string
  declaration?: string
  acts?: RecordAct[] | null
  masked?: string[] | null
  /** Seen in fact: fields that no source dated. */
  undated?: string[] | null
}

export type CourseStep = { name: string; title: string }

export type CountedDay = { date: string; n: number; kind: 'start' | 'counted' | 'holiday' | 'weekend' | 'pause' | 'rolled'; note?: string }

/** One run of a limit. */
export type CourseClock = {
  name: string
  title: string
  state: 'running' | 'paused' | 'warned' | 'overdue' | 'expired' | 'met' | 'missed' | 'void'
  article: string
  city: boolean
  unsure: boolean
  limit: string
  start: string
  due: string
  weekday: string
  stop: string
  last_safe: string
  provisional: boolean
  wait: boolean
  expiry: string
  /** What ends it, in words. */
  stops: string
  arithmetic: string[]
  days: CountedDay[]
}

export type UsualAct = { name: string; title: string; by: string; leads: boolean }

/** Where a record stands in its procedure. */
export type Course = {
  law: { id: string; title: string; number: string; from: string }
  begun: string
  carry: { records: string; basis: string; unsure: boolean } | null
  step: string
  stays: (CourseStep & { from: string; until: string })[]
  /** What may come; by when the law wants the record there. */
  ahead: (CourseStep & { due: string })[][]
  /** The acts by which it usually goes on, the first first, and whose they are. */
  usual: UsualAct[]
  clocks: CourseClock[]
  owed: { act: string; title: string; whom: string; who: string }[]
  modes: Option[]
  parts: CoursePart[]
}

/** A part of a record with a procedure of its own. */
export type CoursePart = Ref & { matter: string; kind: string; sort: string; title: string; step: string; ended: boolean; clock: string; due: string }

/** The limit that ends first on a record; no day while it is paused. */
export type Nearest = { clock: string; due: string; provisional: boolean }

export type Page<T> = { items: T[]; due?: Record<string, Nearest>; total?: { count: number; exact: boolean }; next?: string | null }

export type Source = { source: string; owner?: string; batch?: string; file?: string; line?: number }

export type Change = { field: string; title: string; old: unknown; new: unknown; old_label?: string; new_label?: string }

export type Event = {
  act: string
  name: string
  title: string
  at: string
  effective?: string | null
  actor?: { name: string; unit?: string } | null
  organ?: string
  reason?: string
  /** What it says beside fields: whom it told, what it served. */
  note?: string
  /** Of a service: the file that proves it. */
  proof?: { digest: string; name: string; size: number; type: string; url?: string }
  source?: Source | null
  changes?: Change[] | null
  seq?: number | null
  erased?: boolean
}

export type DossierEvent = Event & { kind?: string; kind_title?: string; matter?: string; area?: string; id?: string; record_title?: string; record?: { title?: string; number?: string; area?: string; id?: string } | string }

/** What the bureau found a value of another owner to be: a record of the kind annotation. */
export type Annotation = { area: string; id: string; value: string; found_on?: string; by?: string; objected_on?: string; answer?: string; evidence?: { digest: string; name: string; size: number; type: string } | null }

export type Provenance = {
  act?: string
  at?: string
  effective?: string | null
  actor?: { name: string; unit?: string } | string | null
  source?: Source | null
  former?: { value: unknown; label?: string; until?: string | null } | null
  annotation?: Annotation | null
}

export type Found = { kind: string; matter?: string; kind_title?: string; area: string; id: string; title: string; code?: string; status?: string; county?: string; county_name?: string; address?: string; why?: string; number?: string; note?: string }

export type Flag = { flag: string; title: string; level: '' | 'warn' | 'stop'; evidence?: { field: string; words: string[] | string }[] | null }

export type Dossier = {
  subject: FullRow & { fields?: Field[] }
  /** What it is called today, on whatever day it is seen. */
  name: string
  kind: string
  flags: Flag[] | null
  registers: { matter: string; kind: string; title: string; count: number; items: Row[] | null }[] | null
  /** By what they are to this one, in Chinese; items are the first of them, more says that counting stopped. */
  related: { relation: string; count: number; more: boolean; items: { title: string; area: string; id: string; kind?: string; code?: string; status?: string }[] }[] | null
  /** By kind, the acts of the whole timeline up to the day asked for; they add up to it. */
  counts: Record<string, number> | null
  timeline: DossierEvent[] | null
  changes: string[] | null
  as_of?: string
  mode?: string
  undated?: string[] | null
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
export type Job = { id: string; kind?: string; state: JobState; done: number; total: number; rate?: number; remaining_s?: number | null; text?: string; error?: string }

export type Upload = { file: string; name: string; size: number; format: string; encoding: string; columns: { name: string; sample: string }[]; rows_estimate: number; mappings?: Record<string, Proposed[]> | null }
/** What a column was recognised as, how surely, and why. */
export type Proposed = { column: string; field: string; field_title?: string; score?: number; reason?: string; convert?: string }
export type CollectSource = { name: string; title: string; kind: string; mapping: Record<string, string>; saved_by?: string; saved_at?: string }

export type BatchState = 'preflight' | 'ready' | 'running' | 'done' | 'undoing' | 'undone' | 'cancelled' | 'failed'
export type BatchColumn = { column: string; sample?: string; field?: string; field_title?: string; convert?: string; filled_pct?: number; problems?: number }
export type BatchProblem = { code: string; title: string; count: number; example?: string; mark?: string; treatment: 'quarantine' | 'note' }
export type Batch = {
  id: string
  state: BatchState
  kind: string
  source: string
  file: string
  name: string
  size: number
  by: string
  at: string
  mapping: BatchColumn[] | null
  read: number
  accepted: number
  merged: number
  unchanged: number
  quarantined: number
  rows_total: number
  chunks: { n: number; state: 'todo' | 'checked' | 'done'; quarantined: number }[] | null
  problems: BatchProblem[] | null
  /** The first rows that will be set aside, as the preflight read them. */
  preview?: { line: number; cells: string[] | null; problems: RowProblem[] | null }[] | null
  job: Job | null
  county_found_pct?: number | null
  file_note?: string // what became of the source file, '' while it is there
  error?: string | null
  ended_at?: string
  ended_by?: string
  undone?: { withdrawn: number; reverted: number; left: { record: Ref; title: string; fields: string[] | null; why: string }[] | null } | null
}

/** from and to mark the wrong characters of the cell; equal, they mark nothing. */
export type RowProblem = { field?: string; column?: number; code: string; text: string; from?: number; to?: number }
export type QuarantineRow = { line: number; values: Record<string, string>; problems: RowProblem[] | null; state: 'open' | 'fixed' | 'dropped' | 'expired'; ended_by?: string; ended_at?: string; why?: string }
export type Review = { id: string; reason: string; left: Row & { kind?: string }; right: Row & { kind?: string }; state: string }

export type LedgerHead = { size: number; root: string; checkpoint: string; at: string; algorithm: string }
export type ActProof = {
  leaf: string
  seq: number | null
  header: Record<string, unknown>
  entry: Record<string, unknown>
  disclosed?: Record<string, { value: unknown; salt: string }> | null
  entry_proof: string[] | null
  leaf_proof: string[] | null
  checkpoint: string
}

/** One thing asked of somebody on a record (督办、催办、委托、抄送、加签). */
export type Order = {
  act: string; sort: 'supervise' | 'urge' | 'depute' | 'copy' | 'add_signer'; awaited?: string; awaited_title?: string; title: string; state: 'open' | 'replied' | 'ended'
  by: string; by_unit: string; to: string; to_unit: string; until: string; at: string; reason: string
  reply: string; replied_by: string; replied_at: string; ended_at: string; mine: boolean; given: boolean
  record?: { kind: string; matter: string; name: string; area: string; id: string; number: string; title: string; step: string }
}
