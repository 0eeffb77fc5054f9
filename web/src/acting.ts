// An act done from a dialog of its own: once, on the version that was seen.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asProblem, idempotencyKey, send, type Problem } from './api/client'

/** Does acts on the record at `at`: `run` sends one, reads everything anew and ends the dialog, or keeps what went wrong. The page behind may move on; the act is for the version that stood when the dialog opened. The same text is sent again under the same key, so that what got no answer is not done twice. */
export function useActing(at: string, etag: string, onDone: () => void) {
  const cache = useQueryClient()
  const [seen] = useState(etag)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const once = useRef({ text: '', key: '' })
  // What was overtaken is read anew when the dialog closes, so that it opens on what stands now.
  const overtaken = useRef(false)
  useEffect(() => () => { if (overtaken.current) void cache.invalidateQueries() }, [cache])
  const run = async (act: string, body: { values: Record<string, unknown>; reason?: string }) => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    const text = JSON.stringify([act, body])
    if (once.current.text !== text) once.current = { text, key: idempotencyKey() }
    try {
      await send('POST', `${at}/acts/${act}`, { body, headers: { 'If-Match': seen, 'Idempotency-Key': once.current.key } })
      await cache.invalidateQueries()
      onDone()
    } catch (e) {
      const p = asProblem(e)
      if (p.status === 412 || p.status === 409) overtaken.current = true
      setProblem(p)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, wrong: problem?.byField() ?? {}, run, forgive: () => setProblem(null) }
}
