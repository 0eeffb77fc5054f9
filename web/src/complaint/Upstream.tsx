// 上级平台往来: files that came in and went out, newest first; orders and receipts in,
// results out.
import { Button, Dropdown, Modal, Segmented, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { asProblem, post, upload, type Problem } from '../api/client'
import { toComplaints, toExchange, toList, toMismatches } from '../api/paths'
import { PageHead } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { purposes, states, useExchanges, usePlatforms, type Exchange } from './upstream'
import './complaint.css'

const n = (v: number) => <span className={v ? '' : 'zero'}>{int(v)}</span>

export default function Upstream() {
  const go = useNavigate()
  const cache = useQueryClient()
  const q = useExchanges()
  const platforms = usePlatforms().data?.items ?? []
  const [bringing, setBringing] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const send = async (key: string) => {
    const [platform, format] = key.split('/')
    setProblem(null)
    try {
      const b = await post<Exchange>('/api/complaint/upstream/results', { platform, format })
      void cache.invalidateQueries({ queryKey: ['upstream'] })
      go(toExchange(b.id))
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  if (q.isError && asProblem(q.error).status === 403) return <><PageHead title="上级平台往来" /><ErrorState of={asProblem(q.error)} /></>
  return (
    <div className="page scroll inner">
      <PageHead title="上级平台往来" crumb={<Link to={toComplaints}>投诉举报</Link>} sub="平台的编号是工单的编号；平台拥有的内容随平台更新，本局的办理不被改写"
        acts={<>
          <Button onClick={() => go(toList('complaint', 'work_order'))}>工单</Button>
          <Button onClick={() => go(toMismatches)}>差异清单</Button>
          <Dropdown menu={{ items: platforms.flatMap((p) => ['xlsx', 'csv'].map((f) => ({ key: `${p.platform}/${f}`, label: `${p.title}（${f.toUpperCase()}）` }))), onClick: (x) => void send(x.key) }}><Button data-testid="send-results">导出结果</Button></Dropdown>
          <Button type="primary" onClick={() => setBringing(true)} data-testid="bring">导入文件</Button>
        </>} />
      {problem && <ProblemBox of={problem} kept="没有导出。" />}
      <div className="flush" style={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={8} /> : (
          <DataTable label="批次" rows={q.data} rowKey={(b) => b.id} minWidth={1040} onOpen={(b) => go(toExchange(b.id))} onPick={(b) => go(toExchange(b.id))}
            columns={[
              { key: 'at', title: '时间', width: 136, render: (b) => <span className="t2">{dayTime(b.at)}</span> },
              { key: 'platform', title: '平台', width: 120, render: (b) => b.platform_title },
              { key: 'purpose', title: '往来', width: 84, render: (b) => purposes[b.purpose] },
              { key: 'name', title: '文件', render: (b) => <Link to={toExchange(b.id)}><MidCut text={b.name} tail={12} /></Link> },
              { key: 'state', title: '状态', width: 132, render: (b) => <Status tone={states[b.state][0]}>{states[b.state][1]}</Status> },
              { key: 'total', title: '行数', width: 60, align: 'right', render: (b) => n(b.total) },
              { key: 'created', title: '新工单', width: 64, align: 'right', render: (b) => n(b.created) },
              { key: 'changed', title: '有变化', width: 64, align: 'right', render: (b) => n(b.changed) },
              { key: 'unchanged', title: '无变化', width: 64, align: 'right', render: (b) => n(b.unchanged) },
              { key: 'unsorted', title: '待分类', width: 64, align: 'right', render: (b) => n(b.unsorted) },
              { key: 'quarantined', title: '隔离', width: 56, align: 'right', render: (b) => n(b.quarantined) },
              { key: 'by', title: <span className="cp-by">经办</span>, width: 88, render: (b) => <span className="cp-by">{b.by_name}</span> },
            ]}
            empty={<EmptyState title="还没有与上级平台往来的文件">导入12345热线、全国12315平台导出的工单文件（CSV 或 XLSX，UTF-8 或 GB 18030）。导入前先预检。</EmptyState>} />
        )}
      </div>
      {bringing && <Bring onClose={() => setBringing(false)} />}
    </div>
  )
}

/** A file of orders or receipts: uploaded and examined; nothing is written yet. */
function Bring({ onClose }: { onClose: () => void }) {
  const go = useNavigate()
  const platforms = usePlatforms().data?.items ?? []
  const [platform, setPlatform] = useState('hotline_12345')
  const [purpose, setPurpose] = useState('orders')
  const [answers, setAnswers] = useState('')
  const results = useExchanges().data?.filter((b) => b.purpose === 'results' && b.platform === platform) ?? []
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const unsure = platforms.find((p) => p.platform === platform)?.unsure
  const take = async (f: File | undefined) => {
    if (!f || busy) return
    setProblem(null)
    setBusy(f.name)
    try {
      const up = await upload<{ digest: string }>('/api/files', f).promise
      const b = await post<Exchange>('/api/complaint/upstream/batches', { platform, purpose, file: up.digest, name: f.name, ...(purpose === 'receipts' && answers ? { answers } : {}) })
      go(toExchange(b.id))
    } catch (e) {
      setProblem(asProblem(e))
      setBusy('')
    }
  }
  return (
    <Modal open title="导入平台文件" onCancel={onClose} footer={null} width={560} mask={{ closable: false }}>
      <div className="cp-bring">
        <label htmlFor="up-platform">平台</label>
        <Select id="up-platform" value={platform} onChange={(v) => { setPlatform(v); setAnswers('') }} options={platforms.map((p) => ({ value: p.platform, label: p.title }))} />
        <label>内容</label>
        <Segmented value={purpose} onChange={(x) => setPurpose(String(x))} options={[{ value: 'orders', label: '工单' }, { value: 'receipts', label: '回执' }]} />
        {purpose === 'receipts' && results.length > 0 && (
          <>
            <label htmlFor="up-answers" style={{ alignSelf: 'start', paddingTop: 6 }}>对应导出</label>
            <div>
              <Select id="up-answers" style={{ width: '100%' }} value={answers} onChange={setAnswers} options={[{ value: '', label: '最近一次导出' }, ...results.map((b) => ({ value: b.id, label: `${dayTime(b.at)}　${int(b.total)} 行　${b.by_name}` }))]} />
              <div className="t12 t2" style={{ marginTop: 4 }}>是哪一次导出的回执。早于那件工单最近一次导出的，只在本批注明，不改变工单。</div>
            </div>
          </>
        )}
        <span />
        <div>
          <Button type="primary" loading={!!busy} onClick={() => input.current?.click()}>{busy ? '正在预检' : '选择文件并预检'}</Button>
          <input ref={input} type="file" hidden data-testid="upstream-file" aria-label="选择文件" accept=".csv,.xlsx" onChange={(e) => { void take(e.target.files?.[0]); e.target.value = '' }} />
          <div className="t12 t2" style={{ marginTop: 8 }}>CSV 或 XLSX，UTF-8 或 GB 18030。预检只读文件，确认后才写入。</div>
        </div>
      </div>
      {unsure && <div className="note" style={{ marginTop: 12 }}>{unsure}。</div>}
      {problem && <div style={{ marginTop: 12 }}><ProblemBox of={problem} kept="没有写入任何记录。" /></div>}
    </Modal>
  )
}
