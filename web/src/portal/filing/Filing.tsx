import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '../../api/client'
import { Icon } from '../../face/Icon'
import { go, Link, usePage } from '../../face/route'
import { dayTime } from '../../kit/format'
import { useSite } from '../data'
import type { Receipt as Given } from '../progress/data'
import { askedIn, check, empty, questions, sofar, title, type Draft, type Slip } from './form'
import { forget, read, write } from './keep'
import { Body, heads } from './Questions'
import { Receipt } from './Receipt'
import { file } from './send'
import './filing.css'

/** 投诉举报: one question a screen, kept on the device, sent at the end. */
export default function Filing() {
  const site = useSite()
  const [d, setDraft] = useState<Draft>(read)
  const [bad, setBad] = useState<Record<string, string>>({})
  const [sending, setSending] = useState('')
  const [failed, setFailed] = useState<Problem | null>(null)
  const [given, setGiven] = useState<Given | null>(null)
  const [unkept, setUnkept] = useState(false)
  const head = useRef<HTMLHeadingElement>(null)
  const latest = useRef(d)
  const list = questions(d)
  const step = Math.min(d.step, list.length - 1)
  const q = list[step]!
  usePage(given ? '回执' : heads[q].title, site?.office)

  const set = useCallback((change: Partial<Draft>) => {
    const next = { ...latest.current, ...change, at: new Date().toISOString() }
    latest.current = next
    setDraft(next)
    setUnkept(!write(next))
    setBad((b) => Object.fromEntries(Object.entries(b).filter(([f]) => !(f in change) && !(f === 'address' && ('platform' in change || 'subject' in change)))))
  }, [])
  const to = (n: number) => {
    setBad({})
    set({ step: n })
    window.scrollTo(0, 0)
    requestAnimationFrame(() => head.current?.focus({ preventScroll: true }))
  }
  const wrong = (fields: Record<string, string>) => {
    setBad(fields)
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.filing [aria-invalid], .filing [role=alert]')?.scrollIntoView({ block: 'center' }))
  }
  const next = () => {
    const b = check(q, d)
    if (Object.keys(b).length > 0) return wrong(b)
    to(step + 1)
  }
  const submit = useCallback(async () => {
    for (const [i, x] of questions(latest.current).entries()) {
      const b = check(x, latest.current)
      if (Object.keys(b).length > 0) {
        set({ step: i })
        return setBad(b)
      }
    }
    setFailed(null)
    setSending('正在准备')
    try {
      const r = await file(latest.current, setSending, (slip: Slip) => set({ slip: { ...slip } }))
      setGiven(r)
      await forget()
    } catch (e) {
      const p = asProblem(e)
      if (p.code === 'complaint.slip' || p.code === 'complaint.work') set({ slip: null })
      const fields = Object.fromEntries(Object.entries(p.byField()).map(([f, t]) => [f, t]))
      const first = Object.keys(fields).map((f) => askedIn[f]).find(Boolean)
      if (p.status === 422 && first) {
        set({ step: questions(latest.current).indexOf(first) })
        setBad(fields)
      } else setFailed(p)
    } finally {
      setSending('')
    }
  }, [set])

  // The connection is back: what failed for it is sent again by itself; one slip files once.
  useEffect(() => {
    if (!failed?.offline) return
    const again = () => void submit()
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [failed, submit])
  useEffect(() => {
    if (!sending) return
    const stay = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', stay)
    return () => window.removeEventListener('beforeunload', stay)
  }, [sending])

  if (given) return <Receipt of={given} />
  const n = list.length - 1
  const last = q === 'review'
  return (
    <div className="filing">
      <div className="filing-top">
        <b>{title(d)}</b>
        <Link to="/">以后再填</Link>
      </div>
      <div className="filing-at">
        <div className="segments" aria-hidden>
          {list.slice(0, n).map((x, i) => <i key={x} className={i < step ? 'done' : i === step ? 'now' : ''} />)}
        </div>
        <p className="small quiet">
          <span>{last ? `${n} 题都答完了` : `第 ${step + 1} 题，共 ${n} 题`}</span>
          {unkept ? <span>本浏览器不能保存草稿，请一次填完</span> : d.at && <span><Icon name="tick" size={14} /> 草稿已保存 {dayTime(d.at).slice(-5)}</span>}
        </p>
      </div>
      <form noValidate aria-label={heads[q].title} onSubmit={(e) => { e.preventDefault(); if (sending) return; if (last) void submit(); else next() }}>
        <div className="filing-mid">
          {sofar(d) && step > 1 && <p className="small quiet sofar">{sofar(d)}</p>}
          <h1 ref={head} tabIndex={-1}>{heads[q].title}</h1>
          {heads[q].what && <p className="quiet what">{heads[q].what}</p>}
          <Body q={q} d={d} set={set} bad={bad} />
          {/* No person sees this question. */}
          <div className="unseen" aria-hidden>
            <label>网址 <input name="website" tabIndex={-1} autoComplete="off" /></label>
          </div>
          {failed && (
            <div className="refused" role="alert">
              <b>{failed.title}</b>
              <p>{failed.offline ? '内容都在这台设备上。网络恢复后会自动重新提交，不会重复登记。' : failed.detail}</p>
              {failed.id && failed.status >= 500 && <p className="small">编号 <span className="mono">{failed.id}</span></p>}
            </div>
          )}
          {step === 0 && d.about && <button type="button" className="link small" onClick={() => { void forget(); latest.current = empty; setDraft(empty); setBad({}) }}>清除草稿，重新填写</button>}
        </div>
        <div className="filing-bar">
          <button type="button" className="btn btn-l" disabled={!!sending} onClick={() => (step === 0 ? go('/') : to(step - 1))}>{step === 0 ? '返回' : '上一题'}</button>
          <button type="submit" className="btn btn-l btn-primary" aria-disabled={!!sending}>{sending || (last ? (failed ? '重新提交' : '提交') : '下一题')}</button>
        </div>
        <p className="unseen" role="status">{sending}</p>
      </form>
    </div>
  )
}
