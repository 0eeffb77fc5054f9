// What several screens ask for, with one cache key each.
import { keepPreviousData, useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/react-query'
import { get, send, url } from './client'
import { forgetPrivateDrafts } from './drafts'
import { ownerOf } from './words'
import type { Order, CollectSource, Course, Event, Field, FullRow, Kind, Me, Meta, MetaKind, MetaMatter, Option, Page, Provenance, Row } from './types'

export const useMe = () => useQuery({ queryKey: ['me'], queryFn: () => get<Me>('/api/session'), staleTime: 60_000, retry: false })

/** Somebody signed in or out: what the last person saw is forgotten, screens that watch `me` are told. */
export function startSession(cache: QueryClient, me: Me | null) {
  if (!me) forgetPrivateDrafts()
  cache.removeQueries({ predicate: (q) => q.queryKey[0] !== 'me' })
  cache.setQueryData(['me'], me)
}

export const useMeta = (enabled = true) =>
  useQuery({ queryKey: ['meta'], queryFn: () => get<Meta>('/api/meta'), staleTime: 300_000, enabled })

export const kindQuery = (kind: string) => ({
  queryKey: ['kind', kind],
  queryFn: () => get<Kind>(`/api/kinds/${encodeURIComponent(kind)}`),
  staleTime: 300_000,
})
export const useKind = (kind: string | undefined) => useQuery({ ...kindQuery(kind ?? ''), enabled: !!kind })

export const path = (matter: string, kind: string, area?: string, id?: string) =>
  '/api/' + [matter, kind, area, id].filter((x): x is string => !!x).map(encodeURIComponent).join('/')

export type ListAsk = { filter?: string; q?: string; sort?: string; limit?: number; with?: string[] }

/** A list, page after page by cursor; `pages` are joined by the caller. */
export const useRows = (matter: string, kind: string, ask: ListAsk, enabled = true) =>
  useInfiniteQuery({
    queryKey: ['rows', matter, kind, ask],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Row>>(path(matter, kind), { ...ask, limit: ask.limit ?? 100, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    enabled,
  })

export type Facet = { value: string; label: string; count: number }

/** Kept counts by the values of one field; not for who may see only a part. */
export const useFacets = (matter: string, kind: string, field: string, enabled = true) =>
  useQuery({
    queryKey: ['total', matter, kind, 'facets', field],
    queryFn: async () => (await get<{ items: Facet[] | null }>(path(matter, kind) + '/facets', { field })).items ?? [],
    staleTime: 60_000,
    retry: false,
    enabled,
  })

/** Whoever may import some kind, sees what came in. */
export const mayCollect = (meta: Meta | undefined) =>
  (meta?.matters ?? []).some((m) => m.name === 'collect' || (m.kinds ?? []).some((k) => k.may?.includes('import')))

export const useTotal = (matter: string, kind: string, filter: string, q = '', enabled = true, withs: string[] = []) =>
  useQuery({
    queryKey: ['total', matter, kind, filter, q, ...withs],
    queryFn: ({ signal }) => get<{ count: number; exact: boolean }>(path(matter, kind) + '/total', { filter, q, with: withs }, signal),
    staleTime: 30_000,
    enabled,
  })

/** A record with the ETag its acts must carry. */
export const recordQuery = (matter: string, kind: string, area: string, id: string, asOf?: string, mode?: string) => ({
  queryKey: ['record', matter, kind, area, id, asOf ?? '', mode ?? ''],
  queryFn: async ({ signal }: { signal?: AbortSignal }) => {
    const r = await send<FullRow>('GET', url(path(matter, kind, area, id), { as_of: asOf, mode: asOf ? mode : undefined }), { signal })
    return { row: r.body, etag: r.etag || `"${r.body.rev}"` }
  },
})

export const useTimeline = (matter: string, kind: string, area: string, id: string, enabled = true) =>
  useQuery({
    queryKey: ['timeline', matter, kind, area, id],
    queryFn: () => get<{ items: Event[] | null }>(path(matter, kind, area, id) + '/timeline'),
    enabled,
  })

/** Where a record stands in its procedure, for kinds that have one. */
export const useCourse = (matter: string, kind: string, area: string, id: string, enabled: boolean) =>
  useQuery({ queryKey: ['course', matter, kind, area, id], queryFn: ({ signal }) => get<Course>(path(matter, kind, area, id) + '/course', {}, signal), enabled })

/** What was asked of whom on a record: 督办, 催办, 委托, 抄送, 加签. */
export const useOrdersOn = (matter: string, kind: string, area: string, id: string) =>
  useQuery({ queryKey: ['orders', matter, kind, area, id], queryFn: async ({ signal }) => (await get<{ items: Order[] }>(path(matter, kind, area, id) + '/orders', {}, signal)).items })

export const useProvenance = (matter: string, kind: string, area: string, id: string, enabled = true) =>
  useQuery({
    queryKey: ['provenance', matter, kind, area, id],
    queryFn: () => get<{ fields: Record<string, Provenance> | null }>(path(matter, kind, area, id) + '/provenance'),
    enabled,
  })

export function findKind(meta: Meta | undefined, kind: string): { matter: MetaMatter; kind: MetaKind } | undefined {
  for (const matter of meta?.matters ?? []) {
    const k = (matter.kinds ?? []).find((x) => x.name === kind)
    if (k) return { matter, kind: k }
  }
  return undefined
}

/** The kind under which businesses stand: the first of these the server declares. */
export function subjectKind(meta: Meta | undefined) {
  for (const name of ['business', 'subject', 'enterprise', 'entity', 'market_entity']) {
    const k = findKind(meta, name)
    if (k) return k
  }
  const m = (meta?.matters ?? []).find((x) => x.name === 'registration' || x.name === 'subject')
  return m?.kinds?.[0] ? { matter: m, kind: m.kinds[0] } : undefined
}

/** The choices of a coded field in full: its own, or those of its (short) code list. */
export function useOptions(f: Field | undefined): Option[] {
  const own = f?.options ?? []
  const list = own.length || f?.type !== 'code' ? '' : (f.of ?? '')
  const q = useQuery({
    queryKey: ['codes', list, ''],
    queryFn: () => get<{ items: Option[] | null }>(`/api/codes/${encodeURIComponent(list)}`),
    staleTime: 300_000,
    enabled: !!list,
    retry: false,
  })
  return own.length ? own : (q.data?.items ?? [])
}

export const useSources = () =>
  useQuery({
    queryKey: ['sources'],
    queryFn: async () => {
      const x = await get<CollectSource[] | { items: CollectSource[] | null }>('/api/collect/sources')
      return Array.isArray(x) ? x : (x.items ?? [])
    },
    staleTime: 300_000,
    retry: false,
  })

/** A source's title where one is saved, else its name as it stands. */
export function useSourceTitle(): (name: string | undefined) => string {
  const sources = useSources().data
  return (name) => sources?.find((s) => s.name === name)?.title ?? (name ? ownerOf(name) || '本局' : '')
}

/** Counts of what a list shows, by the values of one field; they add up to the whole. */
export const useGroups = (matter: string, kind: string, field: string, ask: ListAsk, enabled = true) =>
  useQuery({
    queryKey: ['total', matter, kind, 'groups', field, ask],
    queryFn: async ({ signal }) => (await get<{ items: Facet[] | null }>(path(matter, kind) + '/groups', { field, ...ask }, signal)).items ?? [],
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
    enabled,
  })

/** How many records of another kind are about what a list shows, or how many different values of a field they have. */
export const useAbout = (matter: string, kind: string, of: string, distinct: string, ask: ListAsk, enabled = true) =>
  useQuery({
    queryKey: ['total', matter, kind, 'about', of, distinct, ask],
    queryFn: async ({ signal }) => (await get<{ count: number }>(path(matter, kind) + '/about', { kind: of, distinct, ...ask }, signal)).count,
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
    enabled,
  })

/**
 * The row of a list that its address names as open, and its place among the rows
 * read so far; -1 where it is not among them: somebody passed the address on.
 */
export function useOpened(matter: string, kind: string, items: Row[] | undefined, key: string): { open?: Row; place: number } {
  const place = items?.findIndex((r) => `${r.area}/${r.id}` === key) ?? -1
  const [area, id] = key.split('/')
  const far = useQuery({ ...recordQuery(matter, kind, area, id), enabled: !!id && !!items && place < 0, retry: false })
  return { open: items?.[place] ?? (key ? far.data?.row : undefined), place }
}

export type Station = { code: string; name: string; title: string; county: string; towns: string[] }

/** The local offices with the towns they serve. */
export const useStations = () =>
  useQuery({ queryKey: ['stations'], queryFn: async () => (await get<{ stations: Station[] | null }>('/api/areas')).stations ?? [], staleTime: 300_000 })
