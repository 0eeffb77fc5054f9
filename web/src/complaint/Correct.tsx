// A row that was kept back, cell by cell at its field: put right and run through the same
// checks, or left out. Afterwards it says what the file had, who changed what and why.
import { AutoComplete, Button, Drawer, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { asProblem, get, post, type Problem } from '../api/client'
import { toRecord } from '../api/paths'
import { useMeta } from '../api/queries'
import { dayTime, int } from '../kit/format'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { fates, rowOf, why, type Cell, type Exchange, type Held, type Line } from './upstream'

export function Correct({ of, line, onDrop, onDone, onClose }: { of: Exchange; line: Line; onDrop: () => void; onDone: (h: Held) => void; onClose: () => void }) {
  const q = useQuery({ queryKey: ['upstream', of.id, 'row', line.line, line.state], queryFn: () => get<Held>(rowOf(of.id, line.line)), gcTime: 0 })
  return (
    <Drawer open onClose={onClose} size={640} title={line.state === 'fixed' ? `第 ${int(line.line)} 行的改正` : `改正第 ${int(line.line)} 行`} styles={{ body: { padding: 0, display: 'flex', flexDirection: 'column', minHeight: 0 } }}>
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <div style={{ padding: 20 }}><Skeleton rows={10} /></div> : q.data.state === 'open' ? <Form of={of} row={q.data} onDrop={onDrop} onDone={onDone} /> : <Was row={q.data} />}
    </Drawer>
  )
}

function Form({ of, row, onDrop, onDone }: { of: Exchange; row: Held; onDrop: () => void; onDone: (h: Held) => void }) {
  const cache = useQueryClient()
  const [now, setNow] = useState<Record<string, string>>({})
  const [at, setAt] = useState(row)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)
  const top = useRef<HTMLDivElement>(null)
  // What was wrong when it was opened stays on top while it is put right.
  const [order] = useState(() => row.cells.map((c) => c.column).sort((a, b) => Number(bad(row, b)) - Number(bad(row, a))))
  const cells = Object.fromEntries(at.cells.map((c) => [c.column, c]))
  const changed = Object.entries(now).filter(([column, v]) => v !== cells[column]?.value)
  const send = async () => {
    if (sending.current) return
    sending.current = true
    setBusy(true)
    setProblem(null)
    try {
      const h = await post<Held>(`${rowOf(of.id, row.line)}/fix`, { cells: Object.fromEntries(changed), why: text.trim() })
      if (h.state === 'open') {
        setAt(h)
        return top.current?.scrollTo({ top: 0 })
      }
      await cache.invalidateQueries({ queryKey: ['upstream'] })
      onDone(h)
    } catch (e) {
      setProblem(asProblem(e))
      void cache.invalidateQueries({ queryKey: ['upstream', of.id, 'rows'] })
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  if (row.cells.length === 0) return <div style={{ padding: 20 }} className="t13"><p>{why(row)}</p><div className="note">来源文件已销毁，不能就地改正。请在平台更正后重新导出、再导入；不需要导入的，写明理由弃置。</div><Button onClick={onDrop}>弃置此行</Button></div>
  const wanting = at.cells.filter((c) => c.problems.length > 0).length
  return (
    <form className="cp-fix" onSubmit={(e) => { e.preventDefault(); void send() }} data-testid="correct">
      <div className="scroll" ref={top}>
        {wanting + at.whole.length > 0 && <p className="t13 t2" role="status">{wanting > 0 ? `${int(wanting)} 项有问题，排在最前。` : ''}改正后按导入的规则重新检查、登记；文件里原来的内容一并留存。</p>}
        {at.whole.map((p) => <p key={p.code} className="t13 seal" role="alert">{p.text}</p>)}
        {order.map((column, i) => <One key={column} first={i === 0} cell={cells[column]} value={now[column] ?? cells[column].value} onChange={(v) => setNow({ ...now, [column]: v })} />)}
      </div>
      <div className="foot">
        {problem && <ProblemBox of={problem} kept="您填写的内容还在本页。" />}
        <div className="item"><label htmlFor="fix-why">改正的依据{changed.length > 0 && <i> *</i>}</label><Input id="fix-why" maxLength={300} value={text} onChange={(e) => setText(e.target.value)} placeholder={changed.length > 0 ? '如：电话向平台核实，派单日期录入有误' : '没有改动时可以不写，直接重新检查'} /></div>
        <div className="row" style={{ gap: 8 }}>
          <Button type="primary" htmlType="submit" loading={busy} disabled={changed.length > 0 && !text.trim()} data-testid="fix">{changed.length > 0 ? `改正 ${int(changed.length)} 项并导入` : '重新检查并导入'}</Button>
          <span className="grow" />
          <Button onClick={onDrop}>弃置此行</Button>
        </div>
      </div>
    </form>
  )
}

const bad = (row: Held, column: string) => (row.cells.find((c) => c.column === column)?.problems.length ?? 0) > 0

function One({ cell: c, first, value, onChange }: { cell: Cell; first: boolean; value: string; onChange: (v: string) => void }) {
  const id = `fix-${c.field}`
  const wrong = c.problems.length > 0
  const shared = { id, value, autoFocus: first, status: wrong ? 'error' as const : undefined, 'aria-invalid': wrong || undefined, 'aria-describedby': wrong ? `${id}-why` : undefined }
  return (
    <div className="item">
      <label htmlFor={id}>{c.title}{c.column !== c.title && <span>　{c.column}</span>}{c.required && <i> *</i>}</label>
      {c.words.length > 0 ? <AutoComplete {...shared} options={c.words.map((w) => ({ value: w }))} onChange={(v) => onChange(v ?? '')} />
        : c.multiline ? <Input.TextArea {...shared} autoSize={{ minRows: 1, maxRows: 6 }} onChange={(e) => onChange(e.target.value)} />
          : <Input {...shared} onChange={(e) => onChange(e.target.value)} />}
      {wrong && <div id={`${id}-why`} className="err">{c.problems.map((p) => p.text).join('；')}{c.words.length > 0 && `；可填：${c.words.join('、')}`}</div>}
      {value !== c.value && <div className="was">文件中：{c.value || '（空）'}</div>}
    </div>
  )
}

/** What a row said, and what became of it. */
function Was({ row }: { row: Held }) {
  const area = useMeta().data?.city.area ?? ''
  const changed = row.cells.filter((c) => c.value !== c.now)
  const rest = row.cells.filter((c) => c.value === c.now && c.value)
  return (
    <div className="scroll" style={{ padding: '16px 20px' }} data-testid="corrected">
      {row.fixed && <p className="t13" style={{ marginTop: 0 }}>{row.fixed.by_name} {dayTime(row.fixed.at)} 改正{row.fixed.titles.length > 0 ? `${row.fixed.titles.join('、')}，` : '后'}导入为{row.record ? <Link to={toRecord('complaint', 'work_order', area, row.record)}>{fates[row.fate]}</Link> : fates[row.fate]}{row.said && `：${row.said}`}。</p>}
      {row.fixed?.why && <p className="t13">依据：{row.fixed.why}</p>}
      <p className="t13 t2">隔离的原因：{why(row)}</p>
      {changed.length > 0 && (
        <table className="dt cp-was">
          <thead><tr><th scope="col">项目</th><th scope="col">文件中</th><th scope="col">改为</th></tr></thead>
          <tbody>{changed.map((c) => <tr key={c.column}><td>{c.title}</td><td className="t2">{c.value || '（空）'}</td><td><b className="b">{c.now || '（空）'}</b></td></tr>)}</tbody>
        </table>
      )}
      {rest.length > 0 && <dl className="cp-entry">{rest.map((c) => <div key={c.column}><dt>{c.title}</dt><dd>{c.value}</dd></div>)}</dl>}
      {row.cells.length === 0 && <div className="note">原来的内容已按期销毁，或者随同类记录依法删除。</div>}
    </div>
  )
}
