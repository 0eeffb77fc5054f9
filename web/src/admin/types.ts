// What the administration's operations answer.
import type { Named } from '../api/types'

export type Duty = 'business' | 'system' | 'security' | 'audit'

export type AccountRow = {
  person: Named | null; unit: { id: string; name: string } | null; account: string; service: boolean; left_on: string; duty: Duty; roles: number
  state: 'none' | 'active' | 'locked' | 'failing'; until: string; must_change: boolean; codes: boolean; recovery: number; codes_required: boolean; code_reset: '' | 'asked' | 'done'
  bindings: string[] | null; sessions: number; keys: number; last_seen: string; opened: string; record: Named | null
}

export type LiveSession = { id: string; created: string; last_seen: string; address: string; agent: string; current: boolean; account: string; person: string; unit: string; expires: string }

export type ApiKey = { id: string; prefix: string; account?: string; person?: string; title: string; scopes: string[]; created: string; expires: string; used: string; state: 'active' | 'expired' | 'revoked' }
export type Scope = { scope: string; title: string }

export type Grant = {
  person: Named; unit: string; role: string; title: string; duty: Duty; over: { id: string; name: string }; own: boolean; matters: string[]
  since: string; until: string; by: string; confirmed_by: string; counts: boolean; why: string
}

export type Role = { name: string; title: string; duty: Duty; duty_title: string; may: Record<string, string[]>; base: string; matters: string[]; codes_required: boolean; holders: { id: string; name: string }[]; idle: number }

export type Line = { Role: string; Scope: string }
export type Rights = {
  person: Named; account: string; unit: string; left_on: string; posts: string[]; day: string; duty: Duty; duty_title: string; grants: Grant[]
  delegations: { giver: string; taker: string; taken: boolean; role: string; matters: string[]; since: string; until: string; counts: boolean }[]
  rights: { kind: string; title: string; matter: string; verbs: { verb: string; title: string; scope: string; by: Line[] | null }[] }[]
}
export type Who = { items: { person: Named; unit: string; scope: string; by: Line[] | null; for: string }[]; rule: string[]; secret: boolean; title: string }
export type KindVerbs = { kind: string; title: string; matter: string; numbered: boolean; verbs: { verb: string; title: string }[] }

export type AuditLine = {
  act: string; seq: number; name: string; title: string; kind: string; kind_title: string; matter: string; area: string; record: string; revision: number; records: number
  at: string; effective: string; actor: { id: string; name: string } | null; on_behalf: { id: string; name: string } | null; unit: string; organ: string; source: string; declaration: string; open: boolean
}
export type SignIn = { id: string; at: string; account: string; person: string; event: string; title: string; bad: boolean; via: string; address: string; agent: string }

export type JobRow = {
  id: string; kind: string; title: string; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'; done: number; total: number; rate: number; remaining_s: number | null
  text: string; code: string; error: string; attempt: number; cancelling: boolean; created: string; started: string; ended: string
}

export type DeclarationRow = { kind: string; title: string; matter: string; file: string; digest: string; first: string; versions: number; fields: number; own: boolean; running: boolean }
type SheetLaw = { id: string; title: string; number: string; from: string }
export type ProcedureRow = { kind: string; title: string; matter: string; of: string; law: SheetLaw; until: string; steps: number; acts: number; clocks: number }
export type ProcedureSheet = {
  kind: string; title: string; law: SheetLaw; until: string; drawing: string
  carry: { from: string; how: string; clocks: string[]; basis: string; unsure: boolean } | null
  steps: { name: string; title: string; start: boolean; end: boolean }[]
  acts: { name: string; title: string; from: string[]; to: string; back: boolean; creates: boolean; by: string; terms: string[]; article: string; unsure: boolean }[]
  clocks: { name: string; title: string; limit: string; starts: string; stops: string; terms: string[]; expiry: string; article: string; city: boolean; unsure: boolean }[]
}
export type Version = { digest: string; file: string; first: string; source: string; running: boolean }

export type LogRow = { area: string; size: number; waiting: number; root: string; at: string; checkpoint: string }
export type Ledger = { items: LogRow[]; algorithm: string; key: string; area: string }
export type Checkpoint = { size: number; root: string; at: string }
export type Verification = { id: string; by: { id: string; name: string } | null; began: string; ended: string; records: number; found: number; logs?: { area: string; size: number; waiting: number; root: string }[]; findings?: { kind: string; record: string; act: string; text: string }[] }

export type CodeListRow = { name: string; title: string; standard: string; count: number; retired: number }
export type CodeValue = { value: string; title: string; names?: string[]; from: string; until: string; successor?: string; parent?: string; note?: string; unsure?: boolean }

export type CityArea = { code: string; title: string; short: string; functional: boolean; parent: string; names: string[]; near: string[]; towns: string[]; served: boolean; bureau: string }
export type CityUnit = { code: string; parent: string; name: string; short: string; sort: string; organ: string; series: string; county: string; towns: string[]; present: boolean }
export type City = { profile: string; title: string; province: string; area: string; prefecture: string; areas: CityArea[]; units: CityUnit[]; organised: number; files: string[] }
export type Calendar = { year: number; published: boolean; workdays: number; notices: string[]; days: { day: string; holiday: boolean; festival: string; notice: number }[]; years: { year: number; notices: string[] }[] }
