import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import type { FullRow } from '../api/types'

export type ReportColumn = { name: string; title: string; code: string; group: string; unit: string; note: string; unsure: boolean; hand: boolean; counts: boolean }
export type Cell = { value: number | null; text: string; last: string; hidden: boolean; behind: boolean }
export type Line = { key: string; row: string; title: string; code: string; sum: boolean; cells: Cell[] }
export type Finding = { key: string; say: string; line: string; title: string; text: string; warn: boolean; explain: string }
export type Difference = { line: string; title: string; column: string; name: string; before: string; now: string }
export type Report = {
  title: string; to: string; form_no: string; maker: string; approval: string; organ: string; period: string; since: string; until: string; note: string; unsure: boolean; digest: string; current: boolean; as_of: string
  columns: ReportColumn[]; lines: Line[]; findings: Finding[]; open: number; restated: Difference[]; veiled: boolean; export: boolean
}

export type Standing = 'ahead' | 'unfilled' | 'filled' | 'locked' | 'sent' | 'restated'
export type Place = { period: string; title: string; since: string; until: string; months: number; standing: Standing; step: string; due: string; owed: boolean; late: boolean; begun: boolean; version: number; area: string; id: string; as_of: string; sent_on: string; receipt_no: string; handler: string; unit: string }
export type Form = { name: string; title: string; to: string; period: 'month' | 'quarter' | 'half' | 'year'; due: number; unsure: boolean; note: string; periods: Place[] }
export type Year = { year: number; today: string; begin: boolean; items: Form[] }

const e = encodeURIComponent
export const at = (area: string, id: string) => `/api/reports/${e(area)}/${e(id)}`

export const useReport = (area: string, id: string, rev: number) =>
  useQuery({ queryKey: ['report', area, id, rev], queryFn: () => get<Report>(at(area, id)), staleTime: 30_000 })

export const useYear = (year: string) =>
  useQuery({ queryKey: ['report-year', year], queryFn: () => get<Year>('/api/reports/year', { year }), placeholderData: keepPreviousData, staleTime: 30_000 })

export const useChanged = (area: string, id: string, rev: number, enabled: boolean) =>
  useQuery({ queryKey: ['report-now', area, id, rev], queryFn: async () => (await get<{ items: Difference[] }>(at(area, id) + '/now')).items, enabled, staleTime: 0 })

export const useCell = (area: string, id: string, line: string, column: string) =>
  useQuery({ queryKey: ['report-cell', area, id, line, column], queryFn: () => get<{ items: (FullRow & { kind: string })[]; next: string; total: number; unseen: number }>(at(area, id) + '/cell', { line, column, limit: '100' }) })
