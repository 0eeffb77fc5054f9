// What the pages of the administration ask for.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { get } from '../api/client'
import { useMe } from '../api/queries'

type Ask = Record<string, string | number | undefined>

export const useAsk = <T,>(path: string, ask: Ask = {}, enabled = true, every?: number | ((x: T | undefined) => number | false)) =>
  useQuery({
    queryKey: ['admin', path, ask], queryFn: ({ signal }) => get<T>(path, ask, signal), enabled, placeholderData: keepPreviousData, retry: false,
    refetchInterval: typeof every === 'function' ? (q) => every(q.state.data) : every,
  })

/** A list that goes on by cursor. */
export const useMany = <T,>(path: string, ask: Ask = {}, limit = 100, enabled = true) =>
  useInfiniteQuery({
    queryKey: ['admin', path, ask],
    queryFn: ({ pageParam, signal }) => get<{ items: T[]; next: string; total?: number }>(path, { ...ask, limit, cursor: pageParam }, signal),
    initialPageParam: '', getNextPageParam: (last) => last.next || undefined, placeholderData: keepPreviousData, retry: false, enabled,
  })

export const useDuty = () => useMe().data?.duty ?? 'business'

/** Parameters of the address, so that every view can be sent to a colleague. */
export function useParamsState() {
  const [params, set] = useSearchParams()
  return {
    at: (name: string) => params.get(name) ?? '',
    put: (values: Record<string, string>, replace = true) => set((old) => {
      const next = new URLSearchParams(old)
      for (const [k, v] of Object.entries(values)) v ? next.set(k, v) : next.delete(k)
      return next
    }, { replace }),
  }
}
