import type { Tone } from '../kit/Status'
import type { Due, Item } from './api'

/** How near a day is, in shape and words. */
export function nearness(d: Due): { tone: Tone; word: string } {
  if (d.days < 0) return { tone: 'over', word: `已过 ${-d.days} 天` }
  if (d.days === 0) return { tone: 'soon', word: '今天' }
  return { tone: d.days <= 30 ? 'soon' : 'ok', word: `还有 ${d.days} 天` }
}

export const groups = (due: Due[]) => ({
  over: due.filter((d) => d.days < 0).length,
  soon: due.filter((d) => d.days >= 0 && d.days <= 30).length,
  later: due.filter((d) => d.days > 30).length,
})

export const text = (i: Item, field: string) => (typeof i.values[field] === 'string' ? (i.values[field] as string) : '')

export const unread = (n: Item) => ['sent', 'delivered'].includes(text(n, 'receipt'))
export const open = (o: Item) => ['filed', 'accepted', 'forwarded'].includes(text(o, 'status'))

export function receipt(n: Item): { tone: Tone; word: string } {
  switch (text(n, 'receipt')) {
    case 'signed':
      return { tone: 'ok', word: '已签收' }
    case 'opened':
      return { tone: 'ok', word: '已打开' }
    case 'delivered':
      return { tone: 'soon', word: '未打开' }
  }
  return { tone: 'soon', word: '未打开' }
}

export function standing(o: Item): { tone: Tone; word: string } {
  const waited = o.waiting ? `，已 ${o.waiting} 个工作日` : ''
  switch (text(o, 'status')) {
    case 'filed':
      return { tone: 'paused', word: '等本局核实' + waited }
    case 'accepted':
      return { tone: 'paused', word: '本局核实中' + waited }
    case 'forwarded':
      return { tone: 'paused', word: `等${text(o, 'forwarded_to') || '来源单位'}答复` + waited }
    case 'answered':
      return { tone: text(o, 'outcome') === 'refused' ? 'ended' : 'ok', word: o.labels.outcome ? `已答复：${o.labels.outcome}` : '已答复' }
  }
  return { tone: 'ended', word: '已撤回' }
}

export type Station = { title: string; day: string; note?: string; state: 'done' | 'now' | 'next' }

/** The stations of an objection: those passed with their days, the present one, those to come. */
export function stations(o: Item): Station[] {
  const s = text(o, 'status')
  const day = (f: string) => text(o, f)
  const out: Station[] = [{ title: '提出', day: day('filed_on'), state: 'done' }]
  const add = (title: string, on: string, note: string, now: boolean) => out.push({ title, day: on, note, state: on ? 'done' : now ? 'now' : 'next' })
  if (s === 'withdrawn') {
    out.push({ title: '已撤回', day: day('withdrawn_on'), state: 'done' })
    return out
  }
  if (day('accepted_on') || ['filed', 'accepted'].includes(s)) {
    out.push({ title: '本局核实', day: day('accepted_on'), state: s === 'accepted' ? 'now' : day('accepted_on') ? 'done' : 'now' })
  }
  if (day('forwarded_on')) out.push({ title: `转送${text(o, 'forwarded_to')}`, day: day('forwarded_on'), state: s === 'forwarded' ? 'now' : 'done' })
  add('答复', day('answered_on'), '', false)
  return out
}
