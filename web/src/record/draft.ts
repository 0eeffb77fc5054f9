// What a person has typed and not yet sent stays in this browser, under his
// account, until it is sent or thrown away: a closed tab, a lost network or an
// expired session loses nothing. Personal and secret values stay in the tab
// alone (sessionStorage) and go with the sign-out.
import { useEffect, useRef, useState } from 'react'
import { idempotencyKey } from '../api/client'
import { draftName } from '../api/drafts'
import type { Field, Values } from '../api/types'

type Kept = { at: string; values: Values; labels?: Record<string, string>; reason?: string; rev?: number; once?: { body: string; key: string } }

const read = (store: Storage, name: string): Partial<Kept> => {
  try {
    return JSON.parse(store.getItem(name) ?? '{}') as Partial<Kept>
  } catch {
    return {} // a broken draft is no draft
  }
}

const write = (store: Storage, name: string, what: object) => {
  try {
    store.setItem(name, JSON.stringify(what))
  } catch {
    /* no room: the page itself still holds it */
  }
}

const isPrivate = (f: Field | undefined) => !!f && (f.personal || f.secret || f.type === 'person')

/** A draft under a key; `rev` is the version of the record it is written on. */
export function useDraft(account: string, key: string, fields: Field[], start: Values, rev?: number) {
  const name = draftName(account, key)
  const [found] = useState(() => ({ ...read(localStorage, name), hidden: read(sessionStorage, name) }))
  const [values, setValues] = useState<Values>({ ...start, ...found.values, ...found.hidden.values })
  const [labels, setLabels] = useState<Record<string, string>>({ ...found.labels, ...found.hidden.labels })
  const [reason, setReason] = useState(found.reason ?? '')
  const [kept, setKept] = useState<{ at: string; rev?: number } | null>(found.at ? { at: found.at, rev: found.rev } : null)
  const once = useRef(found.once ?? { body: '', key: '' })
  const dirty = useRef(false)
  // What is said of parts has the names <kind>.<n>.<field> and goes where the parts go.
  const fieldOf = (n: string) => { const first = n.split('.', 1)[0]; return fields.find((f) => f.name === first || f.name === first.replace(/_currency$/, '')) }
  const save = () => {
    const part = <T,>(all: Record<string, T>, hidden: boolean) => Object.fromEntries(Object.entries(all).filter(([n, v]) => v !== undefined && hidden === !!isPrivate(fieldOf(n))))
    const at = new Date().toISOString()
    write(localStorage, name, { at, values: part(values, false), labels: part(labels, false), reason, rev, once: secretBody(once.current, fields, values) ? undefined : once.current })
    const hidden = part(values, true)
    if (Object.keys(hidden).length > 0) write(sessionStorage, name, { values: hidden, labels: part(labels, true) })
  }
  useEffect(() => { if (dirty.current) save() }) // every stroke: a form is small
  const forget = () => {
    dirty.current = false
    localStorage.removeItem(name)
    sessionStorage.removeItem(name)
  }
  return {
    values, labels, reason, kept,
    get dirty() { return dirty.current },
    set: (field: string, v: unknown, label?: string) => {
      dirty.current = true
      setValues((old) => ({ ...old, [field]: v }))
      setLabels(({ [field]: _, ...old }) => (label ? { ...old, [field]: label } : old))
    },
    /** Writes what one field says out of what it said last. */
    turn: (field: string, f: (old: Values) => unknown) => { dirty.current = true; setValues((old) => ({ ...old, [field]: f(old) })) },
    label: (name: string, label?: string) => setLabels(({ [name]: _, ...old }) => (label ? { ...old, [name]: label } : old)),
    /** Gives labels other names; one without a name goes. */
    relabel: (to: (name: string) => string | null) => setLabels((old) => Object.fromEntries(Object.entries(old).flatMap(([n, t]) => { const name = to(n); return name === null ? [] : [[name, t]] }))),
    unset: (field: string) => setValues(({ [field]: _, ...old }) => old),
    setReason: (s: string) => { dirty.current = true; setReason(s) },
    /** The key under which this very text is sent, the same after a reload: sent twice it is one act. */
    keyFor: (body: string) => {
      if (once.current.body !== body) once.current = { body, key: idempotencyKey() }
      if (dirty.current || kept) save()
      return once.current.key
    },
    forget,
    drop: () => {
      forget()
      setKept(null)
      setValues(start)
      setLabels({})
      setReason('')
    },
  }
}

export type Draft = ReturnType<typeof useDraft>

/** Whether the text that was sent holds a private value, which must not be kept. */
const secretBody = (once: { body: string }, fields: Field[], values: Values) => !!once.body && fields.some((f) => isPrivate(f) && values[f.name] !== undefined && values[f.name] !== null)
