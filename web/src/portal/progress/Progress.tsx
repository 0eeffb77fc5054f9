import { useCallback, useEffect, useState } from 'react'
import { asProblem, type Problem } from '../../api/client'
import { usePage } from '../../face/route'
import { Waiting } from '../../face/States'
import { place, useSite } from '../data'
import { Ask, Line } from '../filing/parts'
import '../filing/filing.css'
import { grouped, inAddress, kept, look, plain, type Key, type Receipt } from './data'
import { One } from './One'

/** 查进度: a receipt is shown, then where everything stands that it is for. */
export default function Progress() {
  const site = useSite()
  const [code, setCode] = useState(() => grouped(inAddress()))
  const [tail, setTail] = useState('')
  const [key, setKey] = useState<Key | null>(() => (location.hash ? null : kept.read()))
  const [seen, setSeen] = useState<Receipt | null>(null)
  const [wrong, setWrong] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  usePage('查进度', site?.office)
  const ask = useCallback(async (k: Key) => {
    setBusy(true)
    setWrong(null)
    try {
      setSeen(await look(k))
      setKey(k)
      kept.write(k)
      if (location.hash) history.replaceState(null, '', '/progress') // a code in the address is read over shoulders
    } catch (e) {
      setWrong(asProblem(e))
      setKey(null)
      kept.write(null)
    } finally {
      setBusy(false)
    }
  }, [])
  useEffect(() => {
    if (key && !seen && !busy) void ask(key)
  }, [key, seen, busy, ask])
  if (key && !seen) return <div className="wrap narrow"><Waiting /></div>
  if (key && seen) {
    return (
      <div className="wrap narrow standing">
        <div className="row standing-head">
          <h1 className="page-title grow">办到哪一步</h1>
          <button type="button" className="link" onClick={() => { kept.write(null); setKey(null); setSeen(null); setCode(''); setTail('') }}>查另一件</button>
        </div>
        {/* What goes on stands before what is over: the complaint before the talk it was made of. */}
        {[...seen.items].sort((a, b) => Number(a.ended) - Number(b.ended)).map((s) => <One key={s.id} of={s} by={key} told={setSeen} />)}
        <p className="small quiet">{seen.office}。对处理有疑问，可以拨打 {site?.about.hotline.number ?? '12315'}。</p>
      </div>
    )
  }
  const net = place(site, 'complain')
  return (
    <div className="wrap narrow">
      <h1 className="page-title">查进度</h1>
      <p className="lead">用回执上的查询码。在其他平台提交的，请到那个平台查询。</p>
      <form className="card ask-card" noValidate aria-label="查进度" onSubmit={(e) => { e.preventDefault(); void ask({ code: plain(code), tail: tail.trim() }) }}>
        <Ask id="code" label="查询码" hint="12 位，不分大小写，空格可不输">
          <Line id="code" value={code} max={20} place="7K4M 92QX 3HTP" set={setCode} />
        </Ask>
        <Ask id="tail" label="手机号后四位" hint="匿名举报的不填">
          <Line id="tail" mode="numeric" value={tail} max={4} set={setTail} />
        </Ask>
        {wrong && <p className="err small" role="alert">{wrong.detail || wrong.title}</p>}
        <button type="submit" className="btn btn-l btn-primary" disabled={busy || plain(code).length < 12}>{busy ? '正在查询' : '查询'}</button>
      </form>
      {net && <p className="hint">在<a className="inline" href={net.url} rel="noreferrer">{net.title}</a>提交的，在那里查。</p>}
    </div>
  )
}
