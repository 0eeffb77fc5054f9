// What the server says of tasks.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import type { Order } from '../api/types'
import type { Group } from '../kit/due'

export type Task = {
  sort: string; what: string; word: string; tone: 'soon' | 'ok' | 'paused'; due: string; number: string; title: string; subject: string; from: string; link: string; at: string
  for: { id: string; name: string } | null
  kind: string; kind_title: string; area: string; id: string; step: string; state: 'running' | 'paused' | 'open' | 'filing'; person: string; unit: string; role: string
}
export type Counts = Record<Group | 'all', number>
export type Tasks = { items: Task[]; next: string; today: string; week_end: string; count: Counts }
export type TaskFilter = { group?: string; kind?: string; person?: string; unit?: string; who?: string }

export const useTasks = (f: TaskFilter, enabled = true) =>
  useInfiniteQuery({
    queryKey: ['tasks', f],
    queryFn: ({ pageParam, signal }) => get<Tasks>('/api/tasks', { ...f, limit: 100, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (p) => p.next || undefined,
    enabled,
    staleTime: 3_000,
  })

export type Load = { kind: string; kind_title: string; unit: string; unit_name: string; person: string; person_name: string; gone: boolean; role: string; outside: boolean; n: Counts }

export const useBoard = () => useQuery({ queryKey: ['tasks', 'board'], queryFn: ({ signal }) => get<{ items: Load[]; today: string; week_end: string }>('/api/tasks/board', {}, signal), staleTime: 5_000 })

export const useOrders = (f: { side?: string; state?: string; sort?: string }) =>
  useQuery({ queryKey: ['orders', f], queryFn: ({ signal }) => get<{ items: Order[]; today: string }>('/api/tasks/orders', f, signal), staleTime: 5_000 })
