// What the first page and the lists keep on the server: what waits, what happened, saved views, choices.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SavedView, Views } from '../kit/field/SavedViews'
import { asProblem, get, post, send, del } from './client'

export type WaitingItem = {
  sort: string; what: string; word: string; tone: 'soon' | 'ok' | 'paused'; due: string
  number: string; title: string; subject: string; from: string; link: string; at: string; for?: { id: string; name: string } | null
}
export type Waiting = { items: WaitingItem[]; count: number; late: number; today: string }

/** What waits for the person: asked once, shown in the top bar, the tree and the first page. */
export const useWaiting = (enabled = true) =>
  useQuery({
    queryKey: ['waiting'],
    queryFn: () => get<Waiting>('/api/waiting'),
    enabled,
    staleTime: 3_000,
    refetchOnWindowFocus: true,
    // Long work of one's own moves; else a look now and then is enough.
    refetchInterval: (q) => (q.state.data?.items.some((i) => i.sort === 'job') ? 5_000 : 60_000),
  })

export type RecentAct = {
  at: string; title: string; actor: { name: string; unit?: string }; kind: string; matter: string; kind_title: string; rows: number
  source?: { source: string; batch?: string; file?: string } | null
  record: { area: string; id: string; title: string }
}

export const useRecent = () =>
  useQuery({ queryKey: ['recent'], queryFn: async () => (await get<{ items: RecentAct[] }>('/api/recent')).items, staleTime: 15_000, refetchOnWindowFocus: true })

const viewsOf = (screen: string) => ({
  queryKey: ['views', screen],
  queryFn: async () => (await get<{ items: SavedView[] }>('/api/desk/views', { screen })).items,
  staleTime: 60_000,
})

/** The saved views of a list; of every list for ''. */
export const useViews = (screen: string) => useQuery(viewsOf(screen))

/** The same with what can be done to them, as the kit's menu takes it. */
export function useSavedViews(screen: string): Views {
  const cache = useQueryClient()
  const views = useViews(screen)
  const done = () => cache.invalidateQueries({ queryKey: ['views'] })
  const save = useMutation({ mutationFn: (v: { name: string; query: string; share: boolean }) => post<SavedView>('/api/desk/views', { screen, ...v }), onSuccess: done })
  const drop = useMutation({ mutationFn: (id: string) => del(`/api/desk/views/${encodeURIComponent(id)}`), onSuccess: done })
  const wrong = save.error ?? drop.error
  return { items: views.data ?? [], save: (v, then) => save.mutate(v, { onSuccess: then }), drop: (id) => drop.mutate(id), saving: save.isPending, problem: wrong ? asProblem(wrong) : null }
}

/** What a person chose on a screen last time, wherever he sat: columns, rows a page. */
export type Choice = { columns?: string[]; rows?: number }

export function useChoice(screen: string): [Choice | undefined, (c: Choice) => void] {
  const cache = useQueryClient()
  const key = ['choice', screen]
  const path = `/api/desk/choices/${encodeURIComponent(screen)}`
  const q = useQuery({ queryKey: key, queryFn: () => get<Choice>(path), staleTime: Infinity, enabled: screen !== '', retry: false })
  const put = (c: Choice) => {
    cache.setQueryData(key, c)
    // Not remembered is no reason to stop: it holds on this page, and the next choice is sent again.
    void send('PUT', path, { body: c }).catch(() => undefined)
  }
  return [q.isError ? {} : q.data, put]
}
