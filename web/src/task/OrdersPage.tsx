import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { asProblem } from '../api/client'
import { toRecord } from '../api/paths'
import { orderStanding, orderTo } from '../orders'
import { Card, PageHead } from '../kit/Bits'
import { dueWords } from '../kit/due'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { useOrders } from './data'
import { Tabs } from './Tabs'
import './task.css'

/** 督办催办: what is supervised, urged and deputed, by whom, to whom, until when, and what was answered. */
export default function OrdersPage() {
  const [params, setParams] = useSearchParams()
  const f = { side: params.get('side') ?? '', state: params.get('state') ?? '', sort: params.get('sort') ?? '' }
  const q = useOrders(f)
  const set = (k: string, v: string) => setParams((p) => { if (v) p.set(k, v); else p.delete(k); return p }, { replace: true })
  const today = q.data?.today ?? ''
  return (
    <div className="page scroll inner">
      <PageHead title="督办催办" sub={q.data ? `${q.data.items.length} 项` : undefined} />
      <Tabs />
      <Card>
        <div className="task-bar">
          <Segmented size="small" value={f.side} onChange={(v) => set('side', String(v))} options={[{ value: '', label: '全部' }, { value: 'to', label: '要我回复的' }, { value: 'by', label: '我提出的' }]} />
          <Segmented size="small" value={f.sort} onChange={(v) => set('sort', String(v))} options={[{ value: '', label: '各种' }, { value: 'supervise', label: '督办' }, { value: 'urge', label: '催办' }, { value: 'depute', label: '委托' }, { value: 'copy', label: '抄送' }, { value: 'add_signer', label: '加签' }]} />
          <Segmented size="small" value={f.state} onChange={(v) => set('state', String(v))} options={[{ value: '', label: '未解除' }, { value: 'ended', label: '已解除' }]} />
        </div>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <Skeleton rows={8} /> : q.data.items.length === 0 ? (
          <EmptyState title="没有督办、催办、委托、抄送和加签">在记录页“更多”里可以督办、催办、委托、抄送、加签；提出的和要您回复的都列在这里。</EmptyState>
        ) : (
          <table className="task-board" data-testid="orders">
            <thead><tr>{['状态', '事项', '记录', '环节', '对象', '提出', '期限', '回复'].map((h) => <th key={h} style={{ textAlign: 'left' }}>{h}</th>)}</tr></thead>
            <tbody>
              {q.data.items.map((o) => {
                const s = orderStanding(o, today)
                const r = o.record!
                return (
                  <tr key={o.act} className="left">
                    <td><Status tone={s.tone}>{s.word}</Status></td>
                    <td style={{ textAlign: 'left' }}>{o.title}</td>
                    <td style={{ textAlign: 'left', maxWidth: 260 }}><Link to={toRecord(r.matter, r.kind, r.area, r.id)}>{r.number || r.title}</Link><div className="t12 t2" style={{ maxWidth: 240 }}><MidCut text={r.number ? r.title : r.name} /></div></td>
                    <td style={{ textAlign: 'left' }} className="t2">{r.step}</td>
                    <td style={{ textAlign: 'left' }}>{o.to || o.to_unit}<div className="t12 t2">{o.to && o.to_unit}</div></td>
                    <td style={{ textAlign: 'left', maxWidth: 220 }}>{o.by}<span className="t12 t2">　{o.at.slice(0, 10)}</span><div className="t12 t2">{o.reason}</div></td>
                    <td style={{ textAlign: 'left' }} className="nowrap" title={orderTo(o)}>{o.until ? dueWords(o.until) : '—'}</td>
                    <td style={{ textAlign: 'left', maxWidth: 260 }}>{o.reply || <span className="t2">—</span>}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        )}
      </Card>
    </div>
  )
}
