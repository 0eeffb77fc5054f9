// One file to or from a platform: what taking it in would do, then what it did, row by
// row; rows kept back with field and reason.
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
import { fates, purposes, states, useExchange, why, type Exchange, type Line } from './upstream'
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
  const act = async (name: string, then?: () => void) => {
    setBusy(name)
    setProblem(null)
    try {
      await post(`/api/complaint/upstream/batches/${encodeURIComponent(b.id)}/${name}`)
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
  const file = `/api/complaint/upstream/batches/${encodeURIComponent(b.id)}/file`
  return (
    <div className="page scroll inner">
      <PageHead title={b.name} crumb={<Link to={toExchanges}>上级平台往来</Link>} sub={<><Status tone={states[b.state][0]}>{states[b.state][1]}</Status>　{b.platform_title}　{purposes[b.purpose]}　{b.by_name} {dayTime(b.at)}</>}
        acts={<>
          {b.has_file && <Button href={file} type={out ? 'primary' : 'default'} data-testid="download">下载文件</Button>}
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
      {before && b.checked ? <Foreseen of={b} /> : <Lines of={b} />}
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
  const q = useInfiniteQuery({ queryKey: ['upstream', of.id, 'rows', fate, of.read, of.state], initialPageParam: '', getNextPageParam: (p: { next: string }) => p.next || undefined,
    queryFn: ({ pageParam }) => get<{ items: Line[]; next: string }>(`/api/complaint/upstream/batches/${encodeURIComponent(of.id)}/rows`, { fate, cursor: pageParam }) })
  const rows = q.data?.pages.flatMap((p) => p.items) ?? []
  const counts: Record<string, number> = { '': of.read, created: of.created, changed: of.changed, unchanged: of.unchanged, quarantined: of.quarantined }
  const tabs = of.purpose === 'results' ? [] : ['', ...(of.purpose === 'orders' ? ['created'] : []), 'changed', 'unchanged', 'quarantined']
  const ended: Record<string, string> = { open: '待处理', settled: '后来已导入', dropped: '已弃置' }
  return (
    <>
      {tabs.length > 0 && <Tabs label="各行" at={fate} tabs={tabs.map((k) => ({ key: k, title: k ? fates[k] : '全部', count: int(counts[k]) }))} onChange={(k) => setParams(k ? { fate: k } : {}, { replace: true })} />}
      <div className="flush" style={{ flex: 1, minHeight: 240, display: 'flex', flexDirection: 'column' }}>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={6} /> : (
          <DataTable label="各行" rows={rows} rowKey={(l) => String(l.line)} minWidth={760} empty={<EmptyState title="没有这样的行" tight />}
            columns={[
              { key: 'line', title: '行', width: 56, align: 'right', render: (l) => int(l.line) },
              { key: 'no', title: '平台编号', width: 220, render: (l) => (l.record ? <Link to={toRecord('complaint', 'work_order', area, l.record)}>{l.order_no}</Link> : <MidCut text={l.order_no || '—'} />) },
              { key: 'fate', title: '结果', width: 96, render: (l) => fates[l.fate] },
              { key: 'said', title: of.purpose === 'orders' ? '登记、变更的内容或者隔离的原因' : '说明', render: (l) => <span title={l.fate === 'quarantined' ? why(l) : l.said}>{l.fate === 'quarantined' ? why(l) : l.said}</span> },
              ...(fate === 'quarantined' ? [{ key: 'state', title: '处理', width: 200, render: (l: Line) => (l.state === 'open' ? <button type="button" className="link" onClick={() => setDropping(l)}>弃置</button> : <span className="t2">{ended[l.state]}{l.why ? `：${l.why}` : ''}</span>) }] : []),
            ]} />
        )}
        {q.hasNextPage && <div style={{ padding: 8 }}><Button size="small" onClick={() => void q.fetchNextPage()} loading={q.isFetchingNextPage}>再看 200 行</Button></div>}
      </div>
      {fate === 'quarantined' && rows.some((l) => l.state === 'open') && <div className="t12 t2" style={{ paddingTop: 8 }}>请在平台更正后重新导出、再导入；编号相同的行导入后，这里随之销号。不需要导入的，写明理由弃置。</div>}
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
      await post(`/api/complaint/upstream/batches/${encodeURIComponent(of.id)}/rows/${line.line}/drop`, { why: text })
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
