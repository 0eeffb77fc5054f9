// What the server says of files to and from the platforms above.
import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import type { Tone } from '../kit/Status'

export type Platform = { platform: string; title: string; unsure: string }
export type Word = { value: string; title: string }
export type RowProblem = { field: string; title: string; code: string; text: string }
export type Line = { line: number; order_no: string; fate: string; problems: RowProblem[] | null; said: string; record: string; state: string; why: string; by: string; undone: string; left: string }
export type Cell = { column: string; field: string; title: string; value: string; now: string; words: string[]; required: boolean; multiline: boolean; problems: RowProblem[] }
export type Held = Line & { cells: Cell[]; whole: RowProblem[]; fixed: { by_name: string; at: string; titles: string[]; why: string } | null }
export type TakenBack = { annulled: number; registered: number; reverted: number; left: number; pending: number; stays: Line[] }
export type Counts = { created: number; changed: number; unchanged: number; quarantined: number; unsorted: number }
export type Checked = Counts & { format: string; encoding: string; read: { head: string; field: string; title: string }[]; unread: string[]; rows: number; problems: (RowProblem & { count: number; line: number })[]; preview: Line[] }
export type Exchange = Counts & { id: string; platform: string; platform_title: string; purpose: 'orders' | 'results' | 'receipts'; name: string; state: string; by_name: string; at: string; ended_at: string; total: number; read: number; checked?: Checked; error: string; has_file: boolean; undo_by: string; undo_why: string }
export type Mismatch = { platform: string; order_no: string; reason: string; ours: string; theirs: string; record: string; batch: string; found_at: string; state: string; how: string; note: string; by_name: string }
export type Entry = { title: string; unsure: string; number: string; fields: { head: string; value: string; masked: boolean }[] }

export const purposes = { orders: '导入工单', results: '导出结果', receipts: '导入回执' }
/** What an undoing brought a row to. */
export const ends: Record<string, string> = { annulled: '已撤销', reverted: '已恢复', left: '留下' }
export const fates: Record<string, string> = { created: '新工单', changed: '有变化', unchanged: '无变化', quarantined: '隔离', sent: '已导出' }
export const states: Record<string, [Tone, string]> = { ready: ['soon', '已预检，待导入'], running: ['ok', '正在导入'], done: ['ended', '已完成'], failed: ['over', '未完成'], cancelled: ['ended', '已取消'], undoing: ['soon', '正在撤销'], undo_failed: ['over', '没有撤销完'], undone: ['ended', '已撤销'] }
/** Why a row stays out, field by field. */
export const why = (l: { problems: RowProblem[] | null }) => (l.problems ?? []).map((p) => (p.title ? `${p.title}：${p.text}` : p.text)).join('；')

const at = '/api/complaint/upstream/'
export const batchOf = (id: string) => `${at}batches/${encodeURIComponent(id)}`
export const rowOf = (id: string, line: number) => `${batchOf(id)}/rows/${line}`
const moves = (state?: string) => state === 'running' || state === 'undoing'
export const usePlatforms = () => useQuery({ queryKey: ['upstream-platforms'], queryFn: () => get<{ items: Platform[]; ways: Word[]; reasons: Word[] }>(at + 'platforms'), staleTime: 600_000 })
export const useExchanges = () => useQuery({ queryKey: ['upstream'], queryFn: async () => (await get<{ items: Exchange[] }>(at + 'batches')).items, refetchInterval: (q) => (q.state.data?.some((b) => moves(b.state)) ? 1500 : false) })
// What is told to be taken in stands ready until the job begins.
export const useExchange = (id: string) => useQuery({ queryKey: ['upstream', id], queryFn: () => get<Exchange>(`${at}batches/${encodeURIComponent(id)}`), refetchInterval: (q) => (moves(q.state.data?.state) ? 800 : q.state.data?.state === 'ready' ? 2000 : false) })
export const useMismatches = (f: { platform: string; reason: string; state: string }) => useQuery({ queryKey: ['upstream-mismatches', f], queryFn: async () => (await get<{ items: Mismatch[] }>(at + 'mismatches', f)).items })
