// Reading the parts of an answer that several screens show in the same words.
import type { Change, Event, Field, Flag, Row } from './types'

const list = (x: string[] | string | null | undefined) => (Array.isArray(x) ? x : x ? [x] : [])

/** Why a flag stands: the field and the words found in it. */
export function evidence(f: Flag, fields: Field[] | undefined): string {
  const parts = (f.evidence ?? []).map((e) => {
    const title = fields?.find((x) => x.name === e.field)?.title ?? e.field
    if (f.flag === 'tag') return list(e.words).filter(Boolean).length ? `本局标签：${list(e.words).join('')}` : '本局标签'
    const words = list(e.words).map((w) => `“${w}”`).join('')
    return words ? `${title}中有${words}` : title
  })
  return parts.join('；')
}

export const label = (r: Row, name: string): string => {
  const l = r.labels?.[name]
  if (l) return l
  const v = r.values?.[name]
  return v === null || v === undefined || typeof v === 'object' ? '' : String(v)
}

/** The first of several fields that says something: registers name the same thing differently. */
export function first(r: Row, names: string[]): string {
  for (const n of names) {
    const l = label(r, n)
    if (l) return l
  }
  return ''
}

export const named = {
  person: ['representative', 'legal_rep', 'legal_representative', 'operator'],
  type: ['type', 'ent_type', 'sort'],
  since: ['established_on', 'est_date'],
  organ: ['organ', 'reg_org'],
  place: ['address', 'premises'],
}

/** The credit code, or failing that the old number. */
export function codeOf(r: Row): string {
  for (const n of ['uscc', 'credit_code', 'uni_social_crd_cd', 'code', 'reg_no']) {
    const v = r.values?.[n]
    if (typeof v === 'string' && v) return v
  }
  return ''
}

/** The status a register gives; '' where no source told it. */
export const statusOf = (r: Row) => label(r, 'status') || label(r, 'reg_state')

const owners: Record<string, string> = { province: '省局登记库', bureau: '本局', state: '总局', city: '市局', county: '区县局', department: '有关部门', subject: '经营主体' }

/** Who owns a field's value, in Chinese; '' when it is this bureau's own. */
export const ownerOf = (code: string | undefined) => {
  const word = code ? (owners[code] ?? code) : ''
  return word === '本局' ? '' : word
}

/** The changes worth listing: what creates a record or an import that only fills empty fields says nothing by listing them all. */
export function shownChanges(e: Event): Change[] {
  const all = (e.changes ?? []).filter((c) => (c.old_label || '') !== (c.new_label || ''))
  return e.name === 'create' || (e.source && all.every((c) => !c.old_label)) ? [] : all
}

/** A person as a telling names him: the title of the field without what it says of its source. */
export const whoIsTold = (who: string) => who.replace(/（.*）$|名称$/, '')
