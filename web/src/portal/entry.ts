import type { Tone } from '../kit/Status'
import type { Entry } from './data'

/** Sixty days before its end a licence is said to end. */
const soonDays = 60

/** Whether a licence is in force, and how long yet. */
export function licenceState(e: Entry, today: string): { tone: Tone; word: string } {
  const state = String(e.values.permit_state ?? '')
  if (state && state !== 'valid') return { tone: state === 'suspended' ? 'paused' : 'ended', word: e.labels.permit_state ?? '' }
  const until = String(e.values.valid_until ?? '')
  if (!until) return { tone: 'ok', word: '有效' }
  const left = Math.round((Date.parse(until) - Date.parse(today)) / 864e5)
  if (left < 0) return { tone: 'ended', word: '已过期' }
  if (left <= soonDays) return { tone: 'soon', word: left === 0 ? '今天到期' : `还有 ${left} 天` }
  return { tone: 'ok', word: '有效' }
}

/** One line of what a record says beside its title. */
export function summary(e: Entry) {
  return ['document_name', 'violation', 'content', 'outcome'].map((f) => e.labels[f]).filter(Boolean).join('，')
}
