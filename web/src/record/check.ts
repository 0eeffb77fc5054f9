// Asks the server, a moment after the last stroke, what an act would be refused
// for: one meaning of every rule, and it is the server's.
import { useEffect, useState } from 'react'
import { send, type Problem, type ProblemField } from '../api/client'
import type { Values } from '../api/types'

/** The errors to show at the fields: of those a person has left, and of what was sent and refused. */
export function useChecks(at: string, values: Values, names: string[]) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [live, setLive] = useState<{ fields: ProblemField[]; values: Values } | null>(null)
  const [refused, setRefused] = useState<{ fields: ProblemField[]; values: Values } | null>(null)
  const text = JSON.stringify(values)
  useEffect(() => {
    if (left.size === 0) return
    const stop = new AbortController()
    const t = setTimeout(() => {
      const asked = JSON.parse(text) as Values
      send<{ fields: ProblemField[] | null }>('POST', at, { body: { values: asked }, signal: stop.signal })
        .then((r) => setLive({ fields: r.body.fields ?? [], values: asked }))
        .catch(() => undefined) // without an answer the act itself will tell
    }, 300)
    return () => {
      clearTimeout(t)
      stop.abort()
    }
  }, [at, text, left])
  const errors: Record<string, string> = {}
  const same = (was: Values | undefined, n: string) => JSON.stringify(was?.[n] ?? null) === JSON.stringify(values[n] ?? null)
  // What was said of a value that is another by now is not said of this one: it would come and go
  // under the officer's hand, and push the button away from under his click.
  for (const f of live?.fields ?? []) if (left.has(f.name) && (!names.includes(f.name) || same(live?.values, f.name))) errors[f.name] ??= f.text
  // What only the act could find stays until its value is another.
  for (const f of refused?.fields ?? []) if (live === null || (f.code === 'unique' && same(refused?.values, f.name))) errors[f.name] ??= f.text
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
