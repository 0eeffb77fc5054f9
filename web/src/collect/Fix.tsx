import { Button, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asProblem, post, type Problem } from '../api/client'
import type { Batch, Field, QuarantineRow } from '../api/types'
import { dayTime, int } from '../kit/format'
import { ProblemBox } from '../kit/States'
import { Status } from '../kit/Status'
import { Span } from './Problems'
import { before, quarantineOf, rowStates } from './words'

/** One row set aside: its cells with what is wrong at each, to be put right and run again, or left out for a reason. */
export function Fix({ b, row, fields, onDone }: { b: Batch; row: QuarantineRow; fields: Field[]; onDone: () => void }) {
  const cache = useQueryClient()
  const [values, setValues] = useState(row.values)
  const [problems, setProblems] = useState({ list: row.problems ?? [], of: row.values })
  const [failed, setFailed] = useState<Problem | null>(null)
  const [busy, setBusy] = useState('')
  const [why, setWhy] = useState<string | null>(null)
  const sending = useRef(false)
  const mapped = (b.mapping ?? []).filter((m) => m.field)
  const columns = mapped.length ? mapped.map((m) => m.column) : Object.keys(row.values)
  const of = (c: string) => mapped.find((m) => m.column === c)?.field
  const wrong = (c: string) => problems.list.filter((p) => (p.field ? p.field === of(c) || p.field === c : false))
  const [order] = useState(() => [...columns].sort((x, y) => Number(wrong(y).length > 0) - Number(wrong(x).length > 0)))
  const closed = row.state !== 'open' || before(b)
  /** One call at a time, however often the button is pressed. */
  const call = async (what: string, path: string, body: object, then: (r: { ok?: boolean; problems?: QuarantineRow['problems'] } | undefined) => Promise<void>) => {
    if (sending.current) return
    sending.current = true
    setBusy(what)
    setFailed(null)
    try {
      await then(await post(path, body))
    } catch (e) {
      setFailed(asProblem(e))
    } finally {
      sending.current = false
      setBusy('')
    }
  }
  const settled = async () => {
    await cache.invalidateQueries({ queryKey: ['quarantine', b.id] })
    void cache.invalidateQueries({ queryKey: ['batch', b.id] })
    void cache.invalidateQueries({ queryKey: ['batches'] })
    onDone()
  }
  const at = `${quarantineOf(b)}/${row.line}`
  const run = () => call('run', at, { values }, async (r) => (r?.ok ? settled() : setProblems({ list: r?.problems ?? [], of: values })))
  const drop = () => call('drop', `${at}/drop`, { why: why?.trim() ?? '' }, settled)
  return (
    <form className="qfix" onSubmit={(e) => { e.preventDefault(); if (!closed && why === null) void run() }}>
      <div className="scroll">
        <div className="t13 t2" style={{ marginBottom: 12 }}>第 {int(row.line)} 行{before(b) && '，导入之后可以就地改正'}</div>
        {row.state !== 'open' && (
          <div className="note" style={{ marginBottom: 12 }} data-testid="row-ended">
            <Status tone={rowStates[row.state].tone}>{rowStates[row.state].word}</Status>
            {row.ended_at && <span className="sep">{row.ended_by} {dayTime(row.ended_at)}</span>}
            {row.why && <div>理由：{row.why}</div>}
          </div>
        )}
        {order.map((c) => {
          const ps = wrong(c)
          const f = fields.find((x) => x.name === of(c))
          const id = `q-${c}`
          const Control = f?.multiline ? Input.TextArea : Input
          return (
            <div className="item" key={c}>
              <label htmlFor={id}>{f?.title ?? c}{f && f.title !== c && <span className="t2"> · {c}</span>}</label>
              <Control id={id} {...(f?.multiline ? { autoSize: { minRows: 1, maxRows: 5 } } : {})} disabled={closed} value={values[c] ?? ''} status={ps.length ? 'error' : undefined} aria-invalid={ps.length > 0 || undefined} aria-describedby={ps.length ? `${id}-why` : undefined} onChange={(e: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => setValues({ ...values, [c]: e.target.value })} />
              {ps.length > 0 && (
                <div id={`${id}-why`}>
                  {ps.map((p, i) => (
                    <div key={i} className="t12" style={{ paddingTop: 3 }}>
                      <span className="seal">{p.text}</span>
                      {p.to !== undefined && p.to > (p.from ?? 0) && problems.of[c] && <span className="t2">　<Span text={problems.of[c]} from={p.from ?? 0} to={p.to} /></span>}
                    </div>
                  ))}
                </div>
              )}
            </div>
          )
        })}
        {problems.list.filter((p) => !order.some((c) => wrong(c).includes(p))).map((p, i) => <div key={i} className="t13 seal" role="alert">{p.text}</div>)}
        {failed && <ProblemBox of={failed} kept="您的改动保留在本页。" />}
      </div>
      {!closed && why === null && (
        <div className="foot">
          <Button type="primary" htmlType="submit" loading={busy === 'run'} data-testid="rerun">改正并重入</Button>
          <Button onClick={() => setWhy('')}>弃置此行</Button>
          <span className="grow" />
          <Button onClick={onDone}>下一行</Button>
        </div>
      )}
      {!closed && why !== null && (
        <div className="foot">
          <Input autoFocus aria-label="弃置理由" placeholder="弃置理由，将随本行保存" maxLength={200} value={why} onChange={(e) => setWhy(e.target.value)} onPressEnter={(e) => { e.preventDefault(); if (why.trim()) void drop() }} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); setWhy(null) } }} />
          <Button type="primary" disabled={!why.trim()} loading={busy === 'drop'} onClick={drop} data-testid="drop">弃置</Button>
          <Button onClick={() => setWhy(null)}>返回</Button>
        </div>
      )}
    </form>
  )
}
