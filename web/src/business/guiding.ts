import type { Tone } from '../kit/Status'
import type { Item } from './api'
import { text } from './words'

/** What each kind is called to whom it is sent. */
export const kindOf: Record<string, string> = { correction_order: '责令改正通知书', talk: '行政约谈', reminder: '提醒告诫书', advice: '行政指导' }

/** The fields of its text, in order. */
export const letters: Record<string, string[]> = {
  correction_order: ['found_on', 'wrong', 'provision', 'order_basis', 'demand', 'manner', 'limit_days', 'evidence'],
  talk: ['facts', 'ground', 'session_on', 'session_at', 'session_place', 'who_must_come'],
  reminder: ['sort', 'facts', 'advice'],
  advice: ['question', 'how', 'advised'],
}

/** What each answer of the business asks for; a file is a picture or a document. */
export const answers: Record<string, { title: string; hint: string; button: string; lines: { name: string; label: string; sort: 'text' | 'number' | 'file' }[] }> = {
  report_corrected: { title: '报告已改正', hint: '写明怎样改正的，附改正后的照片。报告后由本局复查；没有改正而谎报的，会影响对违法行为的处理。', button: '报告已改正',
    lines: [{ name: 'corrected_how', label: '改正情况', sort: 'text' }, { name: 'photo_1', label: '改正后照片一', sort: 'file' }, { name: 'photo_2', label: '改正后照片二', sort: 'file' }, { name: 'photo_3', label: '改正后照片三', sort: 'file' }] },
  ask_longer: { title: '申请延长改正期限', hint: '须在期限届满前申请；本局答复以前，原期限继续计算。', button: '申请延长',
    lines: [{ name: 'asked_days', label: '延长多少日', sort: 'number' }, { name: 'asked_why', label: '理由', sort: 'text' }] },
  report_done: { title: '报告整改情况', hint: '写明承诺的措施落实到哪一步。', button: '报告', lines: [{ name: 'report', label: '整改情况', sort: 'text' }, { name: 'report_file', label: '整改材料', sort: 'file' }] },
  answer: { title: '反馈', hint: '收到后有什么做法、什么困难，都可以写。', button: '反馈', lines: [{ name: 'answer', label: '反馈', sort: 'text' }, { name: 'answer_file', label: '反馈材料', sort: 'file' }] },
}

/** How one stands: the nearest limit that is the business's own, or the step. */
export function guided(x: Item): { tone: Tone; word: string; day: string } {
  const day = text(x, 'found_on') || text(x, 'session_on') || text(x, 'drawn_on') || text(x, 'begun_on')
  const c = x.running?.[0]
  if (c) return { day, tone: c.days < 0 ? 'over' : c.days <= 2 ? 'soon' : 'ok', word: c.days < 0 ? `已过 ${-c.days} 天` : c.days === 0 ? '今天到期' : `${c.on.slice(5)} 前，还有 ${c.days} 天` }
  switch (x.step) {
    case 'ordered':
      return { day, tone: 'soon', word: '待送达' }
    case 'due':
      return { day, tone: 'paused', word: text(x, 'reported_on') ? '已报告，待复查' : '期限已满，待复查' }
    case 'corrected':
      return { day, tone: 'ok', word: '已改正' }
    case 'not_corrected':
      return { day, tone: 'over', word: '未改正' }
    case 'called':
      return { day, tone: 'soon', word: '请按时到场' }
    case 'held':
      return { day, tone: 'paused', word: '整改中' }
    case 'absent':
      return { day, tone: 'over', word: '未到场' }
    case 'not_done':
      return { day, tone: 'over', word: '未落实' }
    case 'sent':
      return { day, tone: 'soon', word: '待反馈' }
    case 'open':
      return { day, tone: 'paused', word: '待答复' }
  }
  return { day, tone: 'ended', word: x.labels.step || '已办结' }
}
