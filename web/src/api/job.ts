// Progress of a long work: pushed by the server, asked for every two seconds where a proxy eats the stream.
import { useEffect, useRef, useState } from 'react'
import { get } from './client'
import type { Job } from './types'

export const running = (j: Job | null | undefined) => !!j && (j.state === 'waiting' || j.state === 'running')

export function useJob(id: string | undefined, live: boolean, onEnd?: () => void): Job | null {
  const [job, setJob] = useState<Job | null>(null)
  const end = useRef(onEnd)
  end.current = onEnd
  useEffect(() => {
    setJob(null)
    if (!id || !live) return
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const take = (j: Job) => {
      if (over) return
      setJob(j)
      if (!running(j)) {
        over = true
        source.close()
        end.current?.()
      }
    }
    const ask = async () => {
      try {
        take(await get<Job>(`/api/jobs/${encodeURIComponent(id)}`))
      } catch {
        /* the next round tries again */
      }
      if (!over) timer = setTimeout(ask, 2000)
    }
    const source = new EventSource(`/api/jobs/${encodeURIComponent(id)}/events`)
    source.onmessage = (e) => {
      try {
        take(JSON.parse(e.data) as Job)
      } catch {
        /* a comment or keep-alive */
      }
    }
    source.onerror = () => {
      if (over) return
      source.close()
      timer ??= setTimeout(ask, 500)
    }
    return () => {
      over = true
      source.close()
      clearTimeout(timer)
    }
  }, [id, live])
  return job
}
