import { useRef, useState } from 'react'
import { asProblem, idempotencyKey, send, upload, type Problem } from '../api/client'
import { Link, go, usePage, usePlace } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { at, page, type Full } from './api'
import { Card, Head, Line, Refused } from './parts'

type Stored = { digest: string; name: string; size: number; type: string }

/** One question: what is wrong, what should stand there, why, and what shows it. */
export function NewObjection() {
  const { query } = usePlace()
  const kind = query.get('kind') ?? ''
  const of = { area: query.get('area') ?? '', id: query.get('id') ?? '' }
  const field = query.get('field') ?? ''
  const { data, problem, again } = useLoad<Full>(kind && of.id ? at(kind, of) : '')
  const [should, setShould] = useState('')
  const [why, setWhy] = useState('')
  const [file, setFile] = useState<Stored | null>(null)
  const [sending, setSending] = useState(0)
  const [refused, setRefused] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const key = useRef({ body: '', key: '' })
  usePage('提出异议')
  if (!kind || !of.id) return <Empty title="从哪里提出" act={<Link className="btn" to="/business/holdings">到局里的记录</Link>}>异议总是对一条记录或一个字段提出的：请先打开那条记录。</Empty>
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  const f = data.fields.find((x) => x.name === field)
  const bad = refused?.byField() ?? {}
  const put = async (list: FileList | null) => {
    const one = list?.[0]
    if (!one) return
    setRefused(null)
    setSending(0.01)
    try {
      setFile(await upload<Stored>('/api/business/files', one, (done, all) => setSending(done / all)).promise)
    } catch (e) {
      const p = asProblem(e)
      setRefused(p)
    } finally {
      setSending(0)
    }
  }
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setRefused(null)
    const body = { kind, area: of.area, id: of.id, field, should_be: should, why, evidence: file }
    const text = JSON.stringify(body)
    if (key.current.body !== text) key.current = { body: text, key: idempotencyKey() }
    try {
      const made = await send<Full>('POST', '/api/business/objections', { body, headers: { 'Idempotency-Key': key.current.key } })
      go(page('objection', made.body.record), true)
    } catch (err) {
      setRefused(asProblem(err))
      setBusy(false)
    }
  }
  return (
    <>
      <Head crumb={<Link to={page(kind, of)}>{data.kind_title} {data.record.title}</Link>} title="提出异议" />
      <form className="narrow" aria-label="提出异议" noValidate onSubmit={submit}>
        <Card title={f ? f.title : '整条记录'} id="what">
          <dl className="pairs">
            {f && <div><dt>现在所记</dt><dd className="long">{f.label}</dd></div>}
            {f?.from && <div><dt>归谁</dt><dd>{f.from}{f.from === '省局登记库' && '，属实的由本局转送省局更正'}</dd></div>}
            {!f && <div><dt>记录</dt><dd>{data.kind_title} {data.record.title}，来自 {data.from}</dd></div>}
          </dl>
        </Card>
        <div className="card box pad">
          <Refused of={refused} known={['should_be', 'why', 'file', 'evidence']} />
          <Line id="should" label={f ? '应当是' : '哪里不对，应当怎样'} error={bad.should_be}>
            <textarea id="should" className="in" rows={3} maxLength={4000} value={should} onChange={(e) => setShould(e.target.value)} />
          </Line>
          <Line id="why" label="理由" hint="为什么认为所记有误" error={bad.why}>
            <textarea id="why" className="in" rows={4} maxLength={4000} aria-describedby="why-hint" value={why} onChange={(e) => setWhy(e.target.value)} />
          </Line>
          <Line id="file" label="证据（可以不传）" hint="一个文件：图片、PDF、Word、Excel，不超过 20 MB" error={bad.file ?? bad.evidence}>
            <label className="btn pick" htmlFor="file">选择文件</label>
            <input id="file" className="unseen" type="file" aria-describedby="file-hint" accept="image/*,.pdf,.doc,.docx,.xls,.xlsx,.txt" onChange={(e) => void put(e.target.files)} />
            <div className="small" role="status">
              {sending > 0 && `正在上传 ${Math.round(sending * 100)}%`}
              {file && sending === 0 && <>已收到 {file.name} <button type="button" className="btn-text link" onClick={() => setFile(null)}>去掉</button></>}
            </div>
          </Line>
          <p className="small quiet">提出后由{data.from === '省局登记库' ? '本局核实，归省局的转送省局' : '本局核实'}，答复会到这里。核实期间所记不变；撤回随时可以。</p>
          <div className="acts">
            <button className="btn btn-primary" disabled={busy || sending > 0 || !should.trim() || !why.trim()}>{busy ? '正在提出…' : '提出异议'}</button>
            <Link className="btn" to={page(kind, of)}>返回</Link>
          </div>
        </div>
      </form>
    </>
  )
}
