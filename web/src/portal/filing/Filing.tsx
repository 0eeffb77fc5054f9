import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '../../api/client'
import { Icon } from '../../face/Icon'
import { go, Link, usePage } from '../../face/route'
import { dayTime } from '../../kit/format'
import { useSite } from '../data'
import { askedIn, check, empty, questions, sofar, title, type Draft, type Slip } from './form'
import { forget, place, read, receipts, write } from './keep'
import { Body, heads } from './Questions'
import './Receipt' // comes with the form: the connection may be gone when it is shown
import { file } from './send'
import './filing.css'

/** What the browser keeps of a step: the question, and the one before it where one came from there. */
type Place = { question: number; from?: number }

/** 投诉举报: one question a screen, kept on the device, sent at the end. */
export default function Filing() {
  const site = useSite()
  const [d, setDraft] = useState<Draft>(read)
  const [bad, setBad] = useState<Record<string, string>>({})
  const [sending, setSending] = useState('')
  const [failed, setFailed] = useState<Problem | null>(null)
  const [elsewhere, setElsewhere] = useState(false)
  const [unkept, setUnkept] = useState(false)
  const head = useRef<HTMLHeadingElement>(null)
  const latest = useRef(d)
  const busy = useRef(false)
  const list = questions(d)
  const step = Math.min(d.step, list.length - 1)
  const q = list[step]!
  usePage(heads[q].title, site?.office)

  const set = useCallback((change: Partial<Draft>) => {
    const next = { ...latest.current, ...change, at: new Date().toISOString() }
    latest.current = next
    setDraft(next)
    setUnkept(!write(next))
    setBad((b) => Object.fromEntries(Object.entries(b).filter(([f]) => !(f in change) && !(f === 'address' && ('platform' in change || 'subject' in change)))))
  }, [])
  const show = useCallback((n: number) => {
    setBad({})
    set({ step: n })
    window.scrollTo(0, 0)
    requestAnimationFrame(() => head.current?.focus({ preventScroll: true }))
  }, [set])
  // Every question is a step of the browser: who goes back on a phone comes to the last
  // question, not out of the form.
  const to = (n: number) => {
    if (n < step && (history.state as Place | null)?.from === n) return history.back()
    history[n > step ? 'pushState' : 'replaceState']({ question: n, from: n > step ? step : undefined } satisfies Place, '')
    show(n)
  }
  useEffect(() => {
    if ((history.state as Place | null)?.question === undefined) history.replaceState({ question: latest.current.step } satisfies Place, '')
    const back = (e: PopStateEvent) => {
      const n = (e.state as Place | null)?.question
      if (n !== undefined && location.pathname === '/complain/new') show(n)
    }
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [show])
  // The same draft in another window: what is written there is written here; what was
  // sent or cleared there is not sent again from here.
  useEffect(() => {
    const other = (e: StorageEvent) => {
      if (e.key !== place || busy.current) return
      const now = read()
      latest.current = now.at ? { ...now, step: latest.current.step } : now
      setDraft(latest.current)
      setElsewhere(!now.at)
    }
    window.addEventListener('storage', other)
    return () => window.removeEventListener('storage', other)
  }, [])
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
    if (busy.current) return // a second tap before the screen has changed
    for (const [i, x] of questions(latest.current).entries()) {
      const b = check(x, latest.current)
      if (Object.keys(b).length > 0) {
        show(i)
        return setBad(b)
      }
    }
    busy.current = true
    setFailed(null)
    setSending('正在准备')
    try {
      const r = await file(latest.current, setSending, (slip: Slip) => set({ slip: { ...slip } }))
      receipts.keep(r)
      await forget()
      go('/complain/receipt', true)
    } catch (e) {
      const p = asProblem(e)
      if (p.code === 'complaint.slip' || p.code === 'complaint.work') set({ slip: null })
      const fields = Object.fromEntries(Object.entries(p.byField()).map(([f, t]) => [f, t]))
      const first = Object.keys(fields).map((f) => askedIn[f]).find(Boolean)
      if (p.status === 422 && first) {
        show(questions(latest.current).indexOf(first))
        setBad(fields)
      } else setFailed(p)
    } finally {
      busy.current = false
      setSending('')
    }
  }, [set, show])

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
          {elsewhere && !d.about && <p className="hint" role="status">这份草稿已在另一个窗口提交或者清除。</p>}
          {!d.about && receipts.read() && <p className="hint">刚才填的已经提交。<Link to="/complain/receipt">看回执和查询码</Link></p>}
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
