// A form's draft stays in this browser until it is sent or thrown away. Personal fields are never kept.
import { useEffect, useState } from 'react'
import type { Field, Values } from '../api/types'

const name = (account: string, key: string) => `hj-draft:${account}:${key}`

export function useDraft(account: string, key: string, fields: Field[], start: Values) {
  const [values, setValues] = useState<Values>(start)
  const [kept, setKept] = useState<string | null>(null)
  const full = name(account, key)
  useEffect(() => {
    try {
      const raw = localStorage.getItem(full)
      if (!raw) return
      const d = JSON.parse(raw) as { at: string; values: Values }
      setValues((v) => ({ ...v, ...d.values }))
      setKept(d.at)
    } catch {
      /* a broken draft is no draft */
    }
  }, [full])
  const set = (field: string, v: unknown) =>
    setValues((old) => {
      const next = { ...old, [field]: v }
      const keep: Values = {}
      for (const f of fields) if (!f.personal && !f.secret && next[f.name] !== undefined && next[f.name] !== null && f.type !== 'person') keep[f.name] = next[f.name]
      try {
        localStorage.setItem(full, JSON.stringify({ at: new Date().toISOString(), values: keep }))
      } catch {
        /* no room: the page itself still holds it */
      }
      return next
    })
  const drop = () => {
    localStorage.removeItem(full)
    setKept(null)
    setValues(start)
  }
  return { values, set, kept, drop, forget: () => localStorage.removeItem(full) }
}
