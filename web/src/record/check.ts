// Asks the server, a moment after the last stroke, what an act would be refused
// for: one meaning of every rule, and it is the server's.
import { useEffect, useState } from 'react'
import { send, type Problem, type ProblemField } from '../api/client'
import type { Values } from '../api/types'

/** The errors to show at the fields: of those a person has left, and of what was sent and refused. */
export function useChecks(at: string, values: Values, names: string[]) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [live, setLive] = useState<ProblemField[] | null>(null)
  const [refused, setRefused] = useState<{ fields: ProblemField[]; values: Values } | null>(null)
  const text = JSON.stringify(values)
  useEffect(() => {
    if (left.size === 0) return
    const stop = new AbortController()
    const t = setTimeout(() => {
      send<{ fields: ProblemField[] | null }>('POST', at, { body: { values: JSON.parse(text) }, signal: stop.signal })
        .then((r) => setLive(r.body.fields ?? []))
        .catch(() => undefined) // without an answer the act itself will tell
    }, 300)
    return () => {
      clearTimeout(t)
      stop.abort()
    }
  }, [at, text, left])
  const errors: Record<string, string> = {}
  for (const f of live ?? []) if (left.has(f.name)) errors[f.name] ??= f.text
  // What only the act could find stays until its value is another.
  const same = (n: string) => JSON.stringify(refused?.values[n] ?? null) === JSON.stringify(values[n] ?? null)
  for (const f of refused?.fields ?? []) if (live === null || (f.code === 'unique' && same(f.name))) errors[f.name] ??= f.text
  return {
    errors,
    leave: (name: string) => setLeft((old) => (old.has(name) ? old : new Set([...old, name]))),
    refuse: (p: Problem) => {
      setLive(null)
      setRefused({ fields: p.fields, values })
      setLeft(new Set(names))
    },
  }
}
