// 差异清单: what a platform's last file says beside what we have; each is settled by a
// person with a word, or goes by itself when both say the same again.
import { Button, Input, Modal, Radio, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { asProblem, post, type Problem } from '../api/client'
import { toExchanges, toRecord } from '../api/paths'
import { useMeta } from '../api/queries'
import { PageHead, Tabs } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status, type Tone } from '../kit/Status'
import { useMismatches, usePlatforms, type Mismatch, type Word } from './upstream'
import './complaint.css'

// What presses: the platform counts an order as late, or we have none of it.
const weight: Record<string, Tone> = { overdue: 'over', missing: 'soon' }
const standing: Record<string, string> = { open: '待处理', settled: '已处理', gone: '已自行消除' }

export default function Mismatches() {
  const [params, setParams] = useSearchParams()
  const cache = useQueryClient()
  const area = useMeta().data?.city.area ?? ''
  const words = usePlatforms().data
  const at = { platform: params.get('platform') ?? '', reason: params.get('reason') ?? '', state: params.get('state') ?? 'open' }
  const q = useMismatches(at)
  const [settling, setSettling] = useState<Mismatch | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const set = (x: Partial<typeof at>) => setParams(Object.fromEntries(Object.entries({ ...at, ...x }).filter(([, v]) => v)), { replace: true })
  const compare = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await post('/api/complaint/upstream/mismatches/compare')
      await cache.invalidateQueries({ queryKey: ['upstream-mismatches'] })
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  if (q.isError && asProblem(q.error).status === 403) return <><PageHead title="差异清单" /><ErrorState of={asProblem(q.error)} /></>
  const reason = (r: string) => words?.reasons.find((x) => x.value === r)?.title ?? r
  return (
    <div className="page scroll inner">
      <PageHead title="差异清单" crumb={<Link to={toExchanges}>上级平台往来</Link>} sub="平台最近一次导出的工单与本局工单逐件比对，每天一次"
        acts={<Button onClick={() => void compare()} loading={busy} data-testid="compare">现在比对</Button>} />
      {problem && <ProblemBox of={problem} />}
      <div className="row" style={{ gap: 8, paddingBottom: 8 }}>
        <Select aria-label="平台" style={{ width: 180 }} value={at.platform} onChange={(v) => set({ platform: v })} options={[{ value: '', label: '全部平台' }, ...(words?.items ?? []).map((p) => ({ value: p.platform, label: p.title }))]} />
        <Select aria-label="差异" style={{ width: 220 }} value={at.reason} onChange={(v) => set({ reason: v })} options={[{ value: '', label: '全部差异' }, ...(words?.reasons ?? []).map((r) => ({ value: r.value, label: r.title }))]} />
      </div>
      <Tabs label="状态" at={at.state} tabs={Object.entries(standing).map(([key, title]) => ({ key, title, count: key === at.state && q.data ? int(q.data.length) : undefined }))} onChange={(k) => set({ state: k })} />
      <div className="flush" style={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={8} /> : (
          <DataTable label="差异" rows={q.data} rowKey={(m) => m.platform + m.order_no + m.reason} minWidth={1000}
            columns={[
              { key: 'no', title: '平台编号', width: 200, render: (m) => (m.record ? <Link to={toRecord('complaint', 'work_order', area, m.record)}>{m.order_no}</Link> : m.order_no) },
              { key: 'platform', title: '平台', width: 120, render: (m) => words?.items.find((p) => p.platform === m.platform)?.title ?? m.platform },
              { key: 'reason', title: '差异', width: 230, render: (m) => (m.state === 'open' && weight[m.reason] ? <Status tone={weight[m.reason]}>{reason(m.reason)}</Status> : reason(m.reason)) },
              { key: 'theirs', title: '平台上', width: 230, render: (m) => <span title={m.theirs}>{m.theirs}</span> },
              { key: 'ours', title: '本局的环节', render: (m) => m.ours },
              { key: 'found', title: '发现', width: 136, render: (m) => <span className="t2">{dayTime(m.found_at)}</span> },
              { key: 'act', title: at.state === 'settled' ? '处理' : '', width: at.state === 'settled' ? 260 : 64, render: (m) => (m.state === 'open' ? <button type="button" className="link" onClick={() => setSettling(m)} data-testid="settle">处理</button> : m.state === 'settled' ? <span title={m.note}>{words?.ways.find((w) => w.value === m.how)?.title}：{m.note}<span className="t2">　{m.by_name}</span></span> : null) },
            ]}
            empty={<EmptyState title={at.state === 'open' ? '没有待处理的差异' : '没有'} tight>{at.state === 'open' ? '导入平台最近的工单文件后再比对。' : undefined}</EmptyState>} />
        )}
      </div>
      {settling && <Settle of={settling} reason={reason(settling.reason)} ways={words?.ways ?? []} onClose={() => setSettling(null)} />}
    </div>
  )
}

function Settle({ of, reason, ways, onClose }: { of: Mismatch; reason: string; ways: Word[]; onClose: () => void }) {
  const cache = useQueryClient()
  const [how, setHow] = useState('')
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const settle = async () => {
    setProblem(null)
    try {
      await post('/api/complaint/upstream/mismatches/settle', { platform: of.platform, order_no: of.order_no, reason: of.reason, how, note })
      await cache.invalidateQueries({ queryKey: ['upstream-mismatches'] })
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  return (
    <Modal open title={`处理差异 ${of.order_no}`} okText="记下" cancelText="返回" onOk={() => void settle()} okButtonProps={{ disabled: !how || !note.trim() }} onCancel={onClose} width={520}>
      <p className="t13" style={{ marginTop: 0 }}>{reason}。平台：{of.theirs}；本局：{of.ours}。双方内容再有变化时，会重新列出。</p>
      <Radio.Group value={how} onChange={(e) => setHow(String(e.target.value))} options={ways.map((w) => ({ value: w.value, label: w.title }))} style={{ display: 'flex', flexDirection: 'column', gap: 6, marginBottom: 12 }} />
      <Input.TextArea aria-label="情况" maxLength={300} rows={2} value={note} onChange={(e) => setNote(e.target.value)} placeholder="写明情况，如：已电话请平台改为办理中" />
      {problem && <div style={{ marginTop: 12 }}><ProblemBox of={problem} /></div>}
    </Modal>
  )
}
