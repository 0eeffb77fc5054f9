// How a day that is due is said: shape, words, group.
import type { Tone } from './Status'
import { parts, shortDay } from './format'

const ms = (d: string) => Date.parse(parts(d).day + 'T00:00:00Z')
export const daysBetween = (from: string, to: string) => Math.round((ms(to) - ms(from)) / 86_400_000)

/** ■ 逾期 3 天 · ▲ 今天 · ▲ 剩 2 天 · ● 剩 9 天 */
export function dueStatus(due: string, today: string): { tone: Tone; word: string } {
  const n = daysBetween(today, due)
  if (n < 0) return { tone: 'over', word: `逾期 ${-n} 天` }
  if (n === 0) return { tone: 'soon', word: '今天' }
  return { tone: n <= 2 ? 'soon' : 'ok', word: `剩 ${n} 天` }
}

export type Group = 'late' | 'today' | 'week' | 'later' | 'open'
export const groupNames: Record<Group, string> = { late: '逾期', today: '今天', week: '本周', later: '以后', open: '不限期' }

/** The Sunday that ends the week of a day. */
export function weekEnd(day: string) {
  const d = new Date(ms(day))
  return new Date(d.getTime() + ((7 - d.getUTCDay()) % 7) * 86_400_000).toISOString().slice(0, 10)
}

export function groupOf(due: string, today: string): Group {
  if (!due) return 'open'
  if (due < today) return 'late'
  if (due === today) return 'today'
  return due <= weekEnd(today) ? 'week' : 'later'
}

/** 11-16 周一; of another year than today's the whole day. */
export const dueWords = (due: string, today = due) => (!due ? '—' : due.slice(0, 4) === today.slice(0, 4) ? shortDay(due) : parts(due).day)
