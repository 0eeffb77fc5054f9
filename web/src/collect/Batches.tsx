import { Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { asProblem, get, post, type Problem } from '../api/client'
import { toBatch, toNewBatch, toReviews } from '../api/paths'
import { findKind, useMeta, useSourceTitle } from '../api/queries'
import type { Batch, Review } from '../api/types'
import { Card, PageHead } from '../kit/Bits'
import { DataTable, TableFoot } from '../kit/DataTable'
import { dayTime, int, percent } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { moving, states } from './words'
import './collect.css'

const many = <T,>(x: { items: T[] | null } | T[]) => (Array.isArray(x) ? x : (x.items ?? []))
const n = (v: number) => <span className={v ? '' : 'zero'}>{int(v)}</span>

/** 数据归集: the batches that came in, newest first, with undo. */
export default function Batches() {
  const go = useNavigate()
  const meta = useMeta().data
  const source = useSourceTitle()
  const [undoing, setUndoing] = useState<Batch | null>(null)
  const q = useQuery({
    queryKey: ['batches'],
    queryFn: async () => many(await get<{ items: Batch[] }>('/api/collect/batches')),
    refetchInterval: (x) => (x.state.data?.some(moving) ? 2000 : false),
  })
  const reviews = useQuery({ queryKey: ['reviews'], queryFn: async () => many(await get<{ items: Review[] }>('/api/collect/reviews')), retry: false })
  const open = (reviews.data ?? []).filter((r) => r.state === 'open' || !r.state).length
  const rows = q.data ?? []
  return (
    <>
      <PageHead
        title="数据归集" sub={rows.length ? `${int(rows.length)} 个批次` : undefined}
        acts={
          <>
            <Button onClick={() => go(toReviews)}>疑似重复{open ? ` ${int(open)}` : ''}</Button>
            <Button type="primary" onClick={() => go(toNewBatch)} data-testid="new-batch">导入文件</Button>
          </>
        }
      />
      <Card className="fill" flex style={{ overflow: 'hidden' }}>
        <div className="split" style={{ height: '100%', flexDirection: 'column' }}>
          {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={10} /> : (
            <DataTable
              label="批次" rows={rows} rowKey={(b) => b.id} minWidth={1040} onOpen={(b) => go(toBatch(b.id))}
              columns={[
                { key: 'at', title: '时间', width: 132, render: (b) => <span className="t2">{dayTime(b.at)}</span> },
                { key: 'name', title: '文件', render: (b) => <Link to={toBatch(b.id)}><MidCut text={b.name} tail={12} /></Link> },
                { key: 'source', title: '来源', width: 112, render: (b) => <MidCut text={source(b.source)} /> },
                { key: 'kind', title: '业务类型', width: 92, render: (b) => findKind(meta, b.kind)?.kind.title ?? b.kind },
                { key: 'state', title: '状态', width: 136, render: (b) => <span title={b.ended_by && b.ended_at ? `${states[b.state].word}，${b.ended_by} ${dayTime(b.ended_at)}` : undefined}><Status tone={states[b.state].tone}>{states[b.state].word}{moving(b) && b.job ? ` ${percent(b.job.done, b.job.total).toFixed(0)}%` : ''}</Status></span> },
                { key: 'read', title: '读取 行', width: 68, align: 'right', render: (b) => n(b.read) },
                { key: 'acc', title: '新增', width: 64, align: 'right', render: (b) => n(b.accepted) },
                { key: 'mer', title: '更新', width: 64, align: 'right', render: (b) => n(b.merged) },
                { key: 'unc', title: '无变化', width: 64, align: 'right', render: (b) => n(b.unchanged) },
                { key: 'qua', title: '隔离', width: 60, align: 'right', render: (b) => (b.quarantined ? <Link to={toBatch(b.id) + '?quarantine=1'}>{int(b.quarantined)}</Link> : n(0)) },
                { key: 'by', title: '经办', width: 68, render: (b) => b.by },
                { key: 'act', title: '', width: 56, align: 'right', render: (b) => (b.state === 'done' ? <button type="button" className="link" onClick={() => setUndoing(b)} data-testid="undo">撤回</button> : null) },
              ]}
              empty={<EmptyState title="还没有导入过文件" act={<Button onClick={() => go(toNewBatch)}>导入文件</Button>}>登记库、行政许可、行政处罚等文件都从这里导入；支持 CSV、CSV.gz、XLSX 和逐行 JSON。</EmptyState>}
            />
          )}
          <TableFoot keys={false}>读取 = 新增 + 更新 + 无变化 + 隔离；同一文件再次导入不会改变任何记录</TableFoot>
        </div>
      </Card>
      {undoing && <UndoDialog batch={undoing} onClose={() => setUndoing(null)} />}
    </>
  )
}

/** Says what the withdrawal does before it is done. */
export function UndoDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await post<Batch>(`/api/collect/batches/${encodeURIComponent(batch.id)}/undo`)
      await cache.invalidateQueries()
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  return (
    <Modal open mask={{ closable: false }} title="撤回批次" okText={`撤回 ${int(batch.accepted + batch.merged)} 行`} cancelText="不撤回" onOk={run} onCancel={onClose} confirmLoading={busy} width={520}>
      <p className="t13" style={{ margin: '0 0 8px' }}>{batch.name}，{dayTime(batch.at)} 由{batch.by}导入。</p>
      <ul className="t13" style={{ margin: 0, paddingLeft: 18, lineHeight: '24px' }}>
        <li>本批新增的 {int(batch.accepted)} 条记录，此后未再改动的撤销；</li>
        <li>本批更新、最后一次由本批写入的字段回到原值，涉及 {int(batch.merged)} 条；</li>
        <li>此后又有办理的记录保持不动，逐条列出；</li>
        <li>撤回本身逐块记入留痕账本，原批次的记载不删除。</li>
      </ul>
      {problem && <div style={{ marginTop: 12 }}><ProblemBox of={problem} /></div>}
    </Modal>
  )
}
