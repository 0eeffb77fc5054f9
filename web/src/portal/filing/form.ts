// What somebody files, as the form has it, and the questions it is asked in.
import type { Ref } from '../../api/types'

export type Kept = { key: string; name: string; size: number }
export type Draft = {
  at: string
  step: number
  about: '' | 'dispute' | 'violation' | 'both'
  trader: string
  address: string
  platform: string
  subject: (Ref & { name: string }) | null
  joined: boolean
  limit: string // the days the trader has, in words
  talk: '' | 'yes' | 'no'
  goods: string
  boughtOn: string
  brief: string
  facts: string
  wants: string[]
  claim: string
  amount: string
  violates: string
  place: string
  clues: string
  files: Kept[]
  anonymous: boolean
  name: string
  phone: string
  home: string
  phoneCode: string
  slip: Slip | null
}
export type Slip = { slip: string; nonce: string; at: number; phone: boolean; uploaded: Record<string, unknown> }

export const empty: Draft = {
  at: '', step: 0, about: '', trader: '', address: '', platform: '', subject: null, joined: false, limit: '', talk: '', goods: '', boughtOn: '', brief: '', facts: '',
  wants: [], claim: '', amount: '', violates: '', place: '', clues: '', files: [], anonymous: false, name: '', phone: '', home: '', phoneCode: '', slip: null,
}

export const disputes = (d: Draft) => d.about === 'dispute' || d.about === 'both'
export const reports = (d: Draft) => d.about === 'violation' || d.about === 'both'
export const talks = (d: Draft) => disputes(d) && d.joined && d.talk === 'yes'

export type Question = 'about' | 'trader' | 'talk' | 'goods' | 'wants' | 'violation' | 'files' | 'you' | 'review'

/** The questions of a draft, in order; the last is the look over everything. */
export function questions(d: Draft): Question[] {
  const out: Question[] = ['about', 'trader']
  if (disputes(d) && d.joined) out.push('talk')
  if (disputes(d) || d.about === '') out.push('goods', 'wants')
  if (reports(d)) out.push('violation')
  out.push('files', 'you', 'review')
  return out
}

/** The field of the server → the question it is asked in. */
export const askedIn: Record<string, Question> = {
  about: 'about', trader: 'trader', address: 'trader', platform: 'trader', subject: 'trader', talk: 'talk', goods: 'goods', bought_on: 'goods', brief: 'goods', facts: 'goods', wants: 'wants', claim: 'wants', amount: 'wants',
  violates: 'violation', clues: 'violation', place: 'violation', files: 'files', materials: 'files', name: 'you', phone: 'you', home: 'you', phone_code: 'you',
}

export const title = (d: Draft) => (talks(d) ? '在线协商' : d.about === 'violation' ? '举报' : d.about === 'both' ? '投诉和举报' : '投诉')

/** What it is about so far, above the question. */
export function sofar(d: Draft) {
  if (!d.trader) return ''
  const what = disputes(d) ? [d.goods, d.brief].filter(Boolean).join('') : d.violates
  return `${title(d)} ${d.trader}${what ? `：${what}` : ''}`
}

export const wants: { value: string; title: string; what: string }[] = [
  { value: 'refund', title: '退货退款', what: '退回商品，拿回货款' },
  { value: 'compensate', title: '赔偿损失', what: '例如医药费、加倍赔偿' },
  { value: 'replace', title: '更换或修理', what: '换一件好的，或修好' },
  { value: 'apologise', title: '道歉或改正', what: '商家承认并改正' },
  { value: 'other', title: '其他', what: '用自己的话写' },
]

export const fen = (s: string) => (s.trim() === '' ? null : Math.round(Number(s) * 100))

/** What is missing or wrong in one question, by field; the server says the same of all at once. */
export function check(q: Question, d: Draft): Record<string, string> {
  const bad: Record<string, string> = {}
  const must = (field: string, value: string, text: string, least = 1) => {
    const n = Array.from(value.trim()).length
    if (n === 0) bad[field] = `请填写${text}`
    else if (n < least) bad[field] = `${text}太短，请写清楚些`
  }
  switch (q) {
    case 'about':
      if (!d.about) bad.about = '请选择一项'
      break
    case 'trader':
      must('trader', d.trader, '对方的名称', 2)
      if (!d.address.trim() && !d.platform.trim() && !d.subject) bad.address = '请填写对方的地址；网购的，填写平台名称'
      break
    case 'talk':
      if (!d.talk) bad.talk = '请选择一项'
      break
    case 'goods':
      must('goods', d.goods, '商品或者服务')
      must('brief', d.brief, '出了什么问题', 2)
      must('facts', d.facts, '事情的经过', 5)
      if (/\d{11,}/.test(d.brief)) bad.brief = '这一句会出现在标题里，请不要写电话或者证件号码'
      break
    case 'wants':
      if (d.wants.length === 0) bad.wants = '请选择您的要求'
      if (d.wants.includes('other') && !d.claim.trim()) bad.claim = '请写明其他要求'
      if (d.amount.trim() && !(Number(d.amount) >= 0 && /^\d+(\.\d{1,2})?$/.test(d.amount.trim()))) bad.amount = '金额写数字，最多两位小数，如 68.50'
      break
    case 'violation':
      must('violates', d.violates, '违法行为', 2)
      must('clues', d.clues, '线索和事实', 5)
      if (/\d{11,}/.test(d.violates)) bad.violates = '这一句会出现在标题里，请不要写电话或者证件号码'
      break
    case 'you':
      if (d.anonymous && d.about === 'violation') break
      must('name', d.name, '您的姓名', 2)
      if (!/^1\d{10}$/.test(d.phone.replace(/[\s-]/g, ''))) bad.phone = '请填写11位手机号码'
      if (disputes(d)) must('home', d.home, '通讯地址')
      break
  }
  return bad
}

/** The body of the filing. */
export function body(d: Draft, s: Slip, files: unknown[]) {
  const v = (on: boolean, x: string) => (on ? x.trim() : '')
  const named = !(d.anonymous && d.about === 'violation')
  return {
    slip: s.slip, nonce: s.nonce, origin: location.origin, website: '', phone_code: v(named, d.phoneCode),
    about: d.about, talk: talks(d), trader: d.trader.trim(), address: d.address.trim(), platform: d.platform.trim(), subject: d.subject ? { area: d.subject.area, id: d.subject.id } : { area: '', id: '' },
    goods: v(disputes(d), d.goods), bought_on: v(disputes(d), d.boughtOn), brief: v(disputes(d), d.brief), facts: v(disputes(d), d.facts), wants: disputes(d) ? d.wants : [], claim: v(disputes(d), d.claim), amount: disputes(d) ? fen(d.amount) : null,
    violates: v(reports(d), d.violates), place: v(reports(d), d.place), clues: v(reports(d), d.clues),
    anonymous: !named, name: v(named, d.name), phone: v(named, d.phone), home: v(named, d.home), files,
  }
}
