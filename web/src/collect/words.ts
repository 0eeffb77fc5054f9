// The words of a batch, the same on every screen of collection.
import type { Batch, QuarantineRow } from '../api/types'
import type { Tone } from '../kit/Status'

export const states: Record<Batch['state'], { word: string; tone: Tone }> = {
  preflight: { word: '正在预检', tone: 'paused' },
  ready: { word: '预检完成，待导入', tone: 'soon' },
  running: { word: '正在导入', tone: 'paused' },
  done: { word: '已导入', tone: 'ok' },
  undoing: { word: '正在撤回', tone: 'paused' },
  undone: { word: '已撤回', tone: 'ended' },
  cancelled: { word: '已取消', tone: 'ended' },
  failed: { word: '未完成', tone: 'over' },
}

/** Where the batch stands among 选择文件 → 对应字段 → 预检 → 导入 → 对账. */
export function stepOf(b: Batch): number {
  switch (b.state) {
    case 'preflight': case 'ready': return 3
    case 'running': return 4
    case 'done': case 'undoing': case 'undone': return 5
    default: return b.chunks?.some((c) => c.state === 'done') ? 4 : 3
  }
}

/** Work on the batch is going on. */
export const moving = (b: Batch) => b.state === 'preflight' || b.state === 'running' || b.state === 'undoing'

export const before = (b: Batch) => b.state === 'preflight' || b.state === 'ready'

export const rowStates: Record<QuarantineRow['state'], { word: string; tone: Tone }> = {
  open: { word: '待改正', tone: 'soon' },
  fixed: { word: '已改正重入', tone: 'ok' },
  dropped: { word: '已弃置', tone: 'ended' },
  expired: { word: '已过期清除', tone: 'ended' },
}

/** What the preflight would set aside: nothing is stored before the import. */
export const previewOf = (b: Batch): QuarantineRow[] =>
  (b.preview ?? []).map((r) => ({ line: r.line, values: Object.fromEntries((b.mapping ?? []).map((m, i) => [m.column, r.cells?.[i] ?? ''])), problems: r.problems, state: 'open' }))

export const quarantineOf = (b: Batch) => `/api/collect/batches/${encodeURIComponent(b.id)}/quarantine`
