import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, get, type Problem } from '../api/client'
import { key, type Entry, type Proofs } from './data'
import type { Checked } from './verify/proof'

export type Outcome =
  | { state: 'busy' }
  | { state: 'ok'; checked: Checked[]; proofs: Proofs; ms: number }
  | { state: 'wrong'; why: string; proofs: Proofs } // computed here, and it does not agree
  | { state: 'failed'; problem: Problem } // not computed at all

/** Fetches the proofs of a record and checks them here against what the page shows of it. */
async function prove(e: Entry): Promise<Outcome> {
  let proofs: Proofs
  try {
    proofs = await get<Proofs>(`/api/public/notices/${e.notice}/${e.area}/${e.id}/proof`)
  } catch (x) {
    return { state: 'failed', problem: asProblem(x) }
  }
  const { check } = await import('./verify/proof')
  const begun = performance.now()
  try {
    // Every value the page shows unmasked has to be opened by one of the acts.
    const opened = new Set(proofs.proofs.flatMap((p) => p.fields))
    const missing = Object.keys(e.values).filter((f) => !e.masked.includes(f) && !f.endsWith('_currency') && !opened.has(f))
    if (missing.length > 0) throw new Error(`没有 ${missing.join('、')} 的证明`)
    const checked: Checked[] = []
    for (const p of proofs.proofs) checked.push(await check(p.proof, e.area, e.id, p.fields, e.values, proofs.algorithm, proofs.key))
    return { state: 'ok', checked, proofs, ms: performance.now() - begun }
  } catch (x) {
    return { state: 'wrong', why: x instanceof Error ? x.message : String(x), proofs }
  }
}

/** The outcomes of a page by record; `run` checks one, `all` one after the other. */
export function useProofs() {
  const [by, setBy] = useState<Record<string, Outcome>>({})
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  const run = useCallback(async (e: Entry) => {
    setBy((b) => ({ ...b, [key(e)]: { state: 'busy' } }))
    const o = await prove(e)
    if (here.current) setBy((b) => ({ ...b, [key(e)]: o }))
  }, [])
  const all = useCallback(
    async (list: Entry[]) => {
      for (const e of list) if (here.current) await run(e)
    },
    [run],
  )
  return { by, run, all }
}
