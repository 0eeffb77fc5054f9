// One file to or from a platform: what taking it in would do, then what it did, row by
// row; rows kept back with field and reason, to be put right here; and the whole taken
// back where it was the wrong file.
import { Button, Input, Modal } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { asProblem, get, post, type Problem } from '../api/client'
import { toExchanges, toRecord } from '../api/paths'
import { useMeta } from '../api/queries'
import { Card, KV, PageHead, Tabs } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { JobProgress } from '../kit/JobProgress'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { Correct } from './Correct'
import { TakenBackCard, UndoExchange, undoable, useDone } from './UndoExchange'
import { batchOf, ends, fates, purposes, rowOf, states, useExchange, why, type Exchange, type Held, type Line } from './upstream'
import './complaint.css'

export default function ExchangePage() {
  const { id = '' } = useParams()
  const q = useExchange(id)
  if (q.isError) return <div className="page scroll inner"><ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /></div>
  return q.data ? <Page b={q.data} /> : <Skeleton rows={10} />
}

function Page({ b }: { b: Exchange }) {
  const go = useNavigate()
  const cache = useQueryClient()
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [undoing, setUndoing] = useState(false)
  const setParams = useSearchParams()[1]
  const act = async (name: string, then?: () => void, body?: object) => {
    setBusy(name)
    setProblem(null)
    try {
      await post(`${batchOf(b.id)}/${name}`, body)
      await cache.invalidateQueries()
      then?.()
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy('')
    }
  }
  const before = b.state === 'ready'
  const x = before && b.checked ? b.checked : b
  const out = b.purpose === 'results'
  const file = `${batchOf(b.id)}/file`
  return (
    <div className="page scroll inner">
      <PageHead title={b.name} crumb={<Link to={toExchanges}>上级平台往来</Link>} sub={<><Status tone={states[b.state][0]}>{states[b.state][1]}</Status>　{b.platform_title}　{purposes[b.purpose]}　{b.by_name} {dayTime(b.at)}</>}
        acts={<>
          {b.has_file && <Button href={file} type={out ? 'primary' : 'default'} data-testid="download">下载文件</Button>}
          {undoable(b) && <Button onClick={() => setUndoing(true)} data-testid="undo">撤销导入</Button>}
          {b.state === 'undo_failed' && <Button type="primary" loading={busy === 'undo'} onClick={() => void act('undo', undefined, { why: b.undo_why })}>继续撤销</Button>}
          {before && <Button onClick={() => void act('cancel', () => go(toExchanges))} loading={busy === 'cancel'}>不导入</Button>}
          {(before || b.state === 'failed') && b.has_file && <Button type="primary" loading={busy === 'run'} onClick={() => void act('run')} data-testid="take-in">{before ? `导入 ${int(x.created + x.changed)} 行` : '继续导入'}</Button>}
        </>} />
      {problem && <div style={{ marginBottom: 12 }}><ProblemBox of={problem} /></div>}
      {b.error && <div className="note" role="alert">{b.error}</div>}
      {b.state === 'running' && <Card pad><JobProgress done={b.read} total={Math.max(1, b.total)} unit="行" text="正在导入" /></Card>}
      {!out && (
        <div className="cp-counts">
          {[[b.purpose === 'orders' ? '新工单' : '', x.created], ['有变化', x.changed], ['无变化', x.unchanged], ['隔离', x.quarantined], [b.purpose === 'orders' ? '待人工分类' : '', x.unsorted]].map(([title, v]) => title && <div key={title}><b>{int(Number(v))}</b><span>{title}</span></div>)}
        </div>
      )}
      <TakenBackCard of={b} onLeft={() => setParams({ fate: 'left' }, { replace: true })} />
      {before && b.checked ? <Foreseen of={b} /> : <Lines of={b} />}
      {undoing && <UndoExchange of={b} onClose={() => setUndoing(false)} />}
    </div>
  )
}

/** What the examination found; nothing has been written. */
function Foreseen({ of }: { of: Exchange }) {
  const c = of.checked!
  return (
    <div className="rail">
      <div className="col">
        <Card title="将隔离的行" count={`${int(c.quarantined)} 行`}>
          {c.preview.length === 0 ? <EmptyState tight title="没有要隔离的行">每一行都读得出、对得上。</EmptyState> : (
            <table className="dt" data-testid="preview">
              <colgroup><col style={{ width: 52 }} /><col style={{ width: 200 }} /><col /></colgroup>
              <thead><tr><th scope="col" className="r">行</th><th scope="col">平台编号</th><th scope="col">原因</th></tr></thead>
              <tbody>{c.preview.map((l) => <tr key={l.line}><td className="r">{int(l.line)}</td><td><MidCut text={l.order_no || '—'} /></td><td title={why(l)}>{why(l)}</td></tr>)}</tbody>
            </table>
          )}
        </Card>
      </div>
      <div className="col">
        <Card title="文件"><KV style={{ padding: '8px 16px 12px' }} items={[['格式', `${c.format.toUpperCase()}，${c.encoding}`], ['行数', int(c.rows)], ['读取的列', c.read.map((p) => p.head).join('、')], ['不读的列', c.unread.join('、') || '没有']]} /></Card>
        {c.problems.length > 0 && <Card title="问题"><ul className="cp-links">{c.problems.map((p) => <li key={p.field + p.code}>{p.title ? `${p.title}：` : ''}{p.text}<span className="t2">　{int(p.count)} 行，首见第 {int(p.line)} 行</span></li>)}</ul></Card>}
      </div>
    </div>
  )
}

function Lines({ of }: { of: Exchange }) {
  const [params, setParams] = useSearchParams()
  const fate = params.get('fate') ?? ''
  const area = useMeta().data?.city.area ?? ''
  const [dropping, setDropping] = useState<Line | null>(null)
  const [fixing, setFixing] = useState<Line | null>(null)
  const [done, setDone] = useState<Held | null>(null)
  const q = useInfiniteQuery({ queryKey: ['upstream', of.id, 'rows', fate, of.read, of.state], initialPageParam: '', getNextPageParam: (p: { next: string }) => p.next || undefined,
    queryFn: ({ pageParam }) => get<{ items: Line[]; next: string }>(`${batchOf(of.id)}/rows`, { fate, cursor: pageParam }) })
  const rows = q.data?.pages.flatMap((p) => p.items) ?? []
  const ended = useDone(of).data
  const counts: Record<string, number | undefined> = { '': of.read, created: of.created, changed: of.changed, unchanged: of.unchanged, quarantined: of.quarantined, annulled: ended?.annulled, reverted: ended?.reverted, left: ended?.left }
  const undone = of.state === 'undone'
  const tabs = of.purpose === 'results' ? [] : ['', ...(of.purpose === 'orders' ? ['created'] : []), 'changed', 'unchanged', 'quarantined', ...(undone ? Object.keys(ends) : [])]
  const fixable = ['done', 'failed', 'cancelled'].includes(of.state)
  const said = (l: Line) => (l.fate === 'quarantined' ? why(l) : l.said)
  const held = (l: Line) => {
    if (l.state === 'open') return <span className="cp-acts">{fixable && <button type="button" className="link" onClick={() => setFixing(l)} data-testid="correct-row">改正</button>}{fixable && <button type="button" className="link" onClick={() => setDropping(l)}>弃置</button>}</span>
    const text = l.state === 'settled' ? '编号相同的行后来已导入' : `${l.by} 弃置：${l.why}`
    return <span className="t2" title={text}>{text}</span>
  }
  const end = (l: Line) => {
    const text = l.undone ? ends[l.undone] + (l.left ? `：${l.left}` : '') : l.fate === 'quarantined' ? '没有导入' : '—'
    return <span className={l.undone === 'left' ? '' : 't2'} title={text}>{text}</span>
  }
  return (
    <>
      {tabs.length > 0 && <Tabs label="各行" at={fate} tabs={tabs.map((k) => ({ key: k, title: k ? (fates[k] ?? ends[k]) : '全部', count: counts[k] === undefined ? undefined : int(counts[k] ?? 0) }))} onChange={(k) => setParams(k ? { fate: k } : {}, { replace: true })} />}
      {done && <div className="cp-went" role="status" data-testid="went-in">第 {int(done.line)} 行已改正，导入为{done.record ? <Link to={toRecord('complaint', 'work_order', area, done.record)}>{fates[done.fate]}</Link> : fates[done.fate]}{done.said && `：${done.said}`}</div>}
      <div className="flush" style={{ flex: 1, minHeight: 240, display: 'flex', flexDirection: 'column' }}>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={6} /> : (
          <DataTable label="各行" rows={rows} rowKey={(l) => String(l.line)} minWidth={760} empty={<EmptyState title="没有这样的行" tight />}
            columns={[
              { key: 'line', title: '行', width: 56, align: 'right', render: (l) => int(l.line) },
              { key: 'no', title: '平台编号', width: 220, render: (l) => (l.record ? <Link to={toRecord('complaint', 'work_order', area, l.record)}>{l.order_no}</Link> : <MidCut text={l.order_no || '—'} />) },
              { key: 'fate', title: '结果', width: 132, render: (l) => <>{fates[l.fate]}{l.state === 'fixed' && <button type="button" className="link cp-fixed" onClick={() => setFixing(l)}>经改正</button>}</> },
              { key: 'said', title: of.purpose === 'orders' ? '登记、变更的内容或者隔离的原因' : '说明', render: (l) => <span title={said(l)}>{said(l)}</span> },
              ...(fate === 'quarantined' ? [{ key: 'state', title: '处理', width: 220, render: held }] : []),
              ...(undone && fate !== 'quarantined' ? [{ key: 'end', title: '撤销', width: 380, render: end }] : []),
            ]} />
        )}
        {q.hasNextPage && <div style={{ padding: 8 }}><Button size="small" onClick={() => void q.fetchNextPage()} loading={q.isFetchingNextPage}>再看 200 行</Button></div>}
      </div>
      {fate === 'quarantined' && rows.some((l) => l.state === 'open') && <div className="t12 t2" style={{ paddingTop: 8 }}>核实清楚的就地改正；核实不了的，请在平台更正后重新导出、再导入，编号相同的行导入后这里随之销号。不需要导入的，写明理由弃置。</div>}
      {fixing && <Correct of={of} line={fixing} onDrop={() => { setDropping(fixing); setFixing(null) }} onDone={(h) => { setDone(h); setFixing(null) }} onClose={() => setFixing(null)} />}
      {dropping && <Drop of={of} line={dropping} onClose={() => setDropping(null)} />}
    </>
  )
}

function Drop({ of, line, onClose }: { of: Exchange; line: Line; onClose: () => void }) {
  const cache = useQueryClient()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const drop = async () => {
    try {
      await post(`${rowOf(of.id, line.line)}/drop`, { why: text })
      await cache.invalidateQueries({ queryKey: ['upstream', of.id] })
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  return (
    <Modal open title={`弃置第 ${line.line} 行`} okText="弃置" cancelText="返回" onOk={() => void drop()} okButtonProps={{ disabled: !text.trim() }} onCancel={onClose} width={480}>
      <p className="t13" style={{ marginTop: 0 }}>{line.order_no || '没有编号'}：{why(line)}。弃置后不再提示，平台上的工单不受影响。</p>
      <Input.TextArea aria-label="理由" maxLength={300} rows={2} value={text} onChange={(e) => setText(e.target.value)} placeholder="理由，如：平台已撤回该工单" />
      {problem && <div style={{ marginTop: 12 }}><ProblemBox of={problem} /></div>}
    </Modal>
  )
}
