// What waits for the person: counted once, shown in the top bar, the tree and the first page.
import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import { mayCollect, useMeta } from '../api/queries'
import type { Batch, Review } from '../api/types'

const list = <T,>(x: { items: T[] | null } | T[]) => (Array.isArray(x) ? x : (x.items ?? []))

export const useReviews = (enabled: boolean) =>
  useQuery({ enabled, queryKey: ['reviews'], queryFn: async () => list(await get<{ items: Review[] }>('/api/collect/reviews')), retry: false, staleTime: 30_000 })

export const useBatches = (enabled: boolean) =>
  useQuery({ enabled, queryKey: ['batches'], queryFn: async () => list(await get<{ items: Batch[] }>('/api/collect/batches')), retry: false, staleTime: 15_000, refetchInterval: (q) => (q.state.data?.some(active) ? 5000 : false) })

export const active = (b: Batch) => b.state === 'preflight' || b.state === 'running'

export function useWaiting() {
  const meta = useMeta().data
  const may = mayCollect(meta)
  const reviews = useReviews(may)
  const batches = useBatches(may)
  const open = (reviews.data ?? []).filter((r) => r.state === 'open' || !r.state)
  const all = batches.data ?? []
  const ready = all.filter((b) => b.state === 'ready')
  const running = all.filter(active)
  const held = all.filter((b) => b.state === 'done' && b.quarantined > 0)
  return {
    ready: !!meta && (!may || (!reviews.isPending && !batches.isPending)),
    denied: reviews.isError && batches.isError,
    error: reviews.error ?? batches.error,
    reviews: open,
    batches: all,
    toRun: ready,
    running,
    held,
    count: open.length + ready.length + held.length + running.length,
  }
}
