import { useCallback, useEffect, useState } from 'react'
import { asProblem, get, type Problem } from '../api/client'

export type Load<T> = { data?: T; problem?: Problem; again: () => void }

const kept = new Map<string, unknown>()

/** Reads one address; what was read stands while it is read again. An empty address reads nothing. */
export function useLoad<T>(url: string): Load<T> {
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<{ url: string; data?: T; problem?: Problem }>({ url: '' })
  useEffect(() => {
    if (!url) return
    const stop = new AbortController()
    get<T>(url, undefined, stop.signal).then(
      (data) => {
        kept.set(url, data)
        setState({ url, data })
      },
      (e) => {
        if (!stop.signal.aborted) setState({ url, problem: asProblem(e) })
      },
    )
    return () => stop.abort()
  }, [url, turn])
  const again = useCallback(() => setTurn((n) => n + 1), [])
  if (state.url === url) return { data: state.data, problem: state.problem, again }
  return { data: kept.get(url) as T | undefined, again }
}
