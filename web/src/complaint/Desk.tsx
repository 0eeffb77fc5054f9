// 投诉举报工作台: the heaps of the work in their order, with counts; each line opens
// its page; what is to be sent can be sent in a batch as the rules propose.
import { Button, Checkbox } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { asProblem, idempotencyKey, post, type Problem } from '../api/client'
import { toIntake, toNew, toRecord } from '../api/paths'
import { findKind, useMeta } from '../api/queries'
import { PageHead, Tabs } from '../kit/Bits'
import { DataTable, type Column } from '../kit/DataTable'
import { dueStatus } from '../kit/due'
import { int, shortDay } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { useQueue, useQueues, type Waiting } from './api'
import './complaint.css'

const empty: Record<string, string> = { send: '没有等待分送的件', accept: '没有等待受理的投诉', mediate: '没有正在调解的投诉', returned: '没有退回或者有争议的件', tell: '该告知的都已告知', visit: '没有抽中待回访的投诉', archive: '没有待归档的投诉', consult: '没有待答复的咨询' }

export default function Desk() {
  const [params, setParams] = useSearchParams()
  const go = useNavigate()
  const cache = useQueryClient()
  const meta = useMeta().data
  const queues = useQueues()
  // One comes to where one's work is: whoever has nothing to send does not begin there.
  const [begin, setBegin] = useState('')
  const at = params.get('queue') ?? (begin || 'send')
  useEffect(() => { if (queues.data && !begin) setBegin(queues.data.find((x) => x.count > 0)?.queue ?? 'send') }, [queues.data, begin])
  const list = useQueue(at)
  const [picked, setPicked] = useState<Set<string>>(new Set())
  const [row, setRow] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [done, setDone] = useState<{ ok: number; bad: { id: string; text: string }[] } | null>(null)
  const once = useRef({ body: '', key: '' })
  if (queues.isError) return <ErrorState of={asProblem(queues.error)} retry={() => queues.refetch()} />
  if (!queues.data || !meta) return <Skeleton rows={10} />
  const items = list.data ?? []
  const today = meta.today
  const sends = at === 'send' || at === 'returned'
  const sendable = items.filter((x) => x.route?.unit && x.step === '已登记')
  const chosen = sendable.filter((x) => picked.has(x.id))
  const q = queues.data.find((x) => x.queue === at)
  const mayRegister = findKind(meta, 'complaint')?.kind.may?.includes('create')
  const mayDraw = findKind(meta, 'callback_draw')?.kind.may?.includes('create')

  const send = async () => {
    setBusy(true)
    setProblem(null)
    const body = { items: chosen.map((x) => ({ kind: x.kind, id: x.id, rev: x.rev, unit: x.route!.unit, ground: x.route!.ground, basis: x.route!.text })) }
    const text = JSON.stringify(body)
    if (once.current.body !== text) once.current = { body: text, key: idempotencyKey() }
    try {
      const r = await post<{ items: { id: string; ok: boolean; text: string }[] }>('/api/complaint/desk/dispatch', body, { 'Idempotency-Key': once.current.key })
      setDone({ ok: r.items.filter((x) => x.ok).length, bad: r.items.filter((x) => !x.ok) })
      setPicked(new Set())
      await cache.invalidateQueries()
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  const text = (x: Waiting, n: string) => x.labels[n] ?? (typeof x.values[n] === 'string' ? (x.values[n] as string) : '')
  const open = (x: Waiting) => go(toRecord('complaint', x.kind, x.area, x.id))
  const columns: Column<Waiting>[] = [
    ...(sends ? [{ key: 'pick', title: <Checkbox aria-label="全选可以按建议分送的" checked={sendable.length > 0 && chosen.length === sendable.length} indeterminate={chosen.length > 0 && chosen.length < sendable.length} disabled={sendable.length === 0} onChange={(e) => setPicked(new Set(e.target.checked ? sendable.map((x) => x.id) : []))} />, width: 40, render: (x: Waiting) => x.route?.unit ? <Checkbox aria-label={`选择 ${x.number}`} checked={picked.has(x.id)} onChange={(e) => setPicked((o) => { const n = new Set(o); if (e.target.checked) n.add(x.id); else n.delete(x.id); return n })} /> : null }] : []),
    { key: 'number', title: '编号', width: 196, render: (x) => <span className="nowrap">{x.number}</span> },
    { key: 'brief', title: '事由', width: 176, render: (x) => <MidCut text={x.title} /> },
    { key: 'who', title: at === 'consult' ? '渠道' : '被投诉（举报）人', width: 190, render: (x) => at === 'consult' ? text(x, 'channel') : <MidCut text={text(x, 'respondent_as_written') || text(x, 'reported_as_written')} /> },
    { key: 'on', title: '收到', width: 104, render: (x) => shortDay(text(x, 'received_on')) },
    ...(sends ? [] : [{ key: 'unit', title: '处理机构', width: 150, render: (x: Waiting) => <MidCut text={text(x, 'handling_unit')} /> }, { key: 'step', title: '环节', width: 140, render: (x: Waiting) => x.step || text(x, 'status') }]),
    ...(at === 'consult' ? [] : [{ key: 'due', title: '期限', width: 184, render: (x: Waiting) => x.due ? <span className="nowrap"><Status tone={dueStatus(x.due, today).tone}>{dueStatus(x.due, today).word}</Status><span className="t2 t12">　{x.clock}</span></span> : <span className="t2">—</span> }]),
    ...(at === 'returned' ? [{ key: 'why', title: '退回或者争议的理由', width: 220, render: (x: Waiting) => <MidCut text={text(x, 'return_reason') || text(x, 'dispute_reason')} /> }] : []),
    ...(sends ? [{ key: 'route', title: '建议分送', render: (x: Waiting) => x.route ? <span title={x.route.text} className={x.route.unit ? '' : 't2'}>{x.route.unit ? <MidCut text={x.route.name} /> : x.route.nobody ? '不在本市' : '需核实地址'}</span> : null }] : []),
  ]
  return (
    <div className="page scroll inner">
      <PageHead title="投诉举报工作台" sub={q?.note}
        acts={<>
          {mayDraw && at === 'visit' && <Button onClick={() => go(toNew('complaint', 'callback_draw'))}>抽取回访</Button>}
          {sends && <Button disabled={chosen.length === 0} loading={busy} onClick={send} data-testid="send-batch">按建议分送{chosen.length > 0 ? ` ${int(chosen.length)} 件` : ''}</Button>}
          {mayRegister && <Button type="primary" onClick={() => go(toIntake({}))} data-testid="to-intake">登记来件</Button>}
        </>} />
      <Tabs label="队列" at={at} tabs={queues.data.map((x) => ({ key: x.queue, title: x.title, count: int(x.count) }))} onChange={(k) => { setParams({ queue: k }, { replace: true }); setPicked(new Set()); setDone(null); setRow('') }} />
      {problem && <ProblemBox of={problem} kept="没有分送。" />}
      {done && <div className={done.bad.length ? 'note' : 'cp-done'} role="status" data-testid="sent">已分送 {done.ok} 件。{done.bad.length > 0 && <>{done.bad.length} 件没有分送：{done.bad.map((x) => x.text).join('；')}</>}</div>}
      <div className="flush" style={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        {list.isError ? <ErrorState of={asProblem(list.error)} retry={() => list.refetch()} />
          : list.isPending ? <Skeleton rows={8} />
            : <DataTable columns={columns} rows={items} rowKey={(x) => x.id} label={q?.title ?? '队列'} at={row} onMove={(x) => setRow(x.id)} onOpen={open} onPick={open} minWidth={1000}
              empty={<EmptyState title={empty[at] ?? '没有'} tight>{at === 'send' ? '登记来件后出现在这里。' : undefined}</EmptyState>} />}
      </div>
      {q && q.count > items.length && items.length > 0 && <div className="t12 t2" style={{ paddingTop: 8 }}>显示最早收到的 {int(items.length)} 件，共 {int(q.count)} 件。</div>}
    </div>
  )
}
