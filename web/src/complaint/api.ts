// What the server says of complaints beside their records.
import { useQuery } from '@tanstack/react-query'
import { get, post } from '../api/client'
import type { Row } from '../api/types'

export type Found = { area: string; id: string; kind: string; number: string; title: string; trader: string; day: string; step: string; ended: boolean; reasons: string[] | null }
export type Evidence = { sign: string; title: string; article: string; item: string; unsure: boolean; text: string; records: Found[] }
export type Proposal = { text: string; days: number; series: string; name: string; records: Found[] }
export type Likeness = { duplicates: Found[]; history: Found[]; history_n: number; series: Proposal[]; evidence: Evidence[] }
export type Route = { rule: string; n: number; unit: string; name: string; ground: string; article: string; unsure: boolean; text: string; nobody: boolean }
export type Linked = { how: string; kind: string; area: string; id: string; title: string; step: string; clocks?: LinkedClock[] }
export type LinkedClock = { title: string; due: string; warn: string; state: string; city: boolean }
export type Trader = { since: string; total: number; open: number; settled: number; ended: number; refused: number; resolved: number; latest: Found[] }
export type Stage = { stage: string; title: string; note: string; optional: boolean; state: 'done' | 'now' | 'ahead' }
export type Beside = { like: Likeness | null; links: Linked[] | null; trader: Trader | null; route: Route | null; stages: Stage[] }
export type Queue = { queue: string; title: string; note: string; count: number }
export type Waiting = Row & { kind: string; step: string; clock: string; due: string; warn: string; route: Route | null }
export type Dispute = { dispute: string; title: string; key: string; goods: string; brief: string; facts: string; claim: string }
export type Answer = { answer: string; on: string; field: string; title: string; text: string }
export type Hit = { word: string; at: number; why: string; stop: boolean }
export type Probe = { kind: string; phone?: string; name?: string; address?: string; trader?: string; respondent?: string; goods?: string; brief?: string; bought_on?: string; amount?: number; quantity?: number }

export const useQueues = () => useQuery({ queryKey: ['complaint-desk'], queryFn: async () => (await get<{ items: Queue[] }>('/api/complaint/desk')).items, staleTime: 15_000 })

export const useQueue = (name: string) =>
  useQuery({ queryKey: ['complaint-desk', name], queryFn: async () => (await get<{ items: Waiting[] }>(`/api/complaint/desk/${encodeURIComponent(name)}`)).items, staleTime: 15_000 })

export const useBeside = (kind: string, area: string, id: string, rev: number) =>
  useQuery({ queryKey: ['complaint-beside', kind, area, id, rev], queryFn: () => get<Beside>(`/api/complaint/beside/${[kind, area, id].map(encodeURIComponent).join('/')}`), staleTime: 15_000 })

export const useForms = () =>
  useQuery({ queryKey: ['complaint-intake'], queryFn: () => get<{ outcomes: { value: string; title: string }[]; disputes: Dispute[] }>('/api/complaint/intake'), staleTime: 600_000 })

/** What is alike; telephone and name go in the body and are kept by no address and no log. */
export const useLike = (probe: Probe, enabled: boolean) =>
  useQuery({ queryKey: ['complaint-like', probe], queryFn: () => post<Likeness>('/api/complaint/like', probe), enabled, staleTime: 30_000, gcTime: 60_000, retry: false, placeholderData: (old) => old })

export const useRoute = (ask: { address?: string; respondent?: string; platform?: string }) =>
  useQuery({ queryKey: ['complaint-route', ask], queryFn: () => post<Route>('/api/complaint/route', ask), enabled: !!(ask.address || ask.respondent), staleTime: 60_000, retry: false, placeholderData: (old) => old })
