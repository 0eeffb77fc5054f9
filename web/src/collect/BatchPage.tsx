import { Button, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { asProblem, get, post, type Problem } from '../api/client'
import { running, useJob } from '../api/job'
import { toBatches, toList, toSubjects } from '../api/paths'
import { findKind, subjectKind, useKind, useMeta, useSourceTitle } from '../api/queries'
import type { Batch } from '../api/types'
import { PageHead } from '../kit/Bits'
import { bytes, dayTime, int, percent, remaining } from '../kit/format'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { UndoDialog } from './Batches'
import { Chunks, Outcomes } from './Chunks'
import { MappingTable } from './MappingTable'
import { Problems } from './Problems'
import { Quarantine, QuarantinePreview } from './Quarantine'
import { Steps } from './Steps'
import { Undone } from './Undone'
import { before, moving, states, stepOf } from './words'
import './collect.css'

const working = (b: Batch) => moving(b) || running(b.job)

/** Steps 3 to 5 of one batch: what was found, what goes in, what came out. May be left and found again. */
export default function BatchPage() {
  const { id = '' } = useParams()
  const go = useNavigate()
  const cache = useQueryClient()
  const meta = useMeta().data
  const source = useSourceTitle()
  const [params, setParams] = useSearchParams()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<'run' | 'undo' | 'cancel' | null>(null)
  // An act only puts its work into the queue: keep asking until it has begun.
  const asked = useRef(0)
  const q = useQuery({
    queryKey: ['batch', id],
    queryFn: () => get<Batch>(`/api/collect/batches/${encodeURIComponent(id)}`),
    refetchInterval: (x) => ((x.state.data && working(x.state.data)) || Date.now() - asked.current < 6000 ? 1000 : false),
  })
  const live = !!q.data && working(q.data)
  const pushed = useJob(q.data?.job?.id, live, () => { void cache.invalidateQueries({ queryKey: ['batch', id] }); void cache.invalidateQueries({ queryKey: ['batches'] }) })
  const decl = useKind(q.data?.kind)
  if (q.isError && !q.data) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={12} />
  const b = q.data
  const job = pushed ?? b.job
  const kind = findKind(meta, b.kind)
  const showQ = params.get('quarantine') === '1'
  const openQ = (on: boolean) => setParams(on ? { quarantine: '1' } : {}, { replace: true })
  const act = async (what: 'run' | 'cancel') => {
    setBusy(true)
    setProblem(null)
    try {
      const next = await post<Batch>(`/api/collect/batches/${encodeURIComponent(id)}/${what}`)
      asked.current = Date.now()
      cache.setQueryData(['batch', id], next)
      void cache.invalidateQueries({ queryKey: ['batch', id] })
      void cache.invalidateQueries({ queryKey: ['batches'] })
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
      setAsking(null)
    }
  }
  const goesIn = b.accepted + b.merged
  return (
    <div className="page scroll inner">
      <PageHead
        crumb={<Link to={toBatches}>数据归集</Link>}
        title={`导入 ${source(b.source)}`}
        sub={<>{b.name}<span className="sep">{bytes(b.size)}</span><span className="sep">{b.by} {dayTime(b.at)}</span></>}
        acts={
          <>
            {b.state === 'preflight' && <span className="t13 t2">预检完成后可导入</span>}
            {live && <Button onClick={() => go(toBatches)}>离开，后台继续</Button>}
            {(live || b.state === 'ready') && b.state !== 'undoing' && <Button onClick={() => setAsking('cancel')}>{b.state === 'running' ? '停止' : '取消'}</Button>}
            {before(b) && <Button type="primary" disabled={b.state !== 'ready' || live} loading={busy} onClick={() => setAsking('run')} data-testid="run">导入{b.state === 'ready' ? ` ${int(goesIn)} 行` : ''}</Button>}
            {b.state === 'done' && <Button onClick={() => setAsking('undo')} data-testid="undo">撤回本批</Button>}
            {b.state === 'done' && kind && <Button type="primary" onClick={() => go(kind.kind.name === subjectKind(meta)?.kind.name ? toSubjects : toList(kind.matter.name, b.kind))}>看{kind.kind.title}</Button>}
          </>
        }
      />
      {problem && <div style={{ marginBottom: 12 }}><ProblemBox of={problem} /></div>}
      {b.error && <div style={{ marginBottom: 12 }}><ProblemBox of={{ status: 500, title: '本批没有完成', detail: b.error, id: job?.id ?? '', fields: [] }} kept="已提交的块保持有效；重新导入同一文件只补未完成的行。" /></div>}
      {b.file_note && <p className="t12 t2" style={{ margin: '0 0 12px' }} data-testid="file-note">{b.file_note}</p>}
      <section className="card" style={{ padding: '14px 20px 12px' }} data-testid="batch" data-state={b.state}>
        <div className="row" style={{ marginBottom: 12 }}>
          <Steps at={stepOf(b)} done={b.state === 'done' || b.state === 'undone'} />
          <span className="grow" />
          <span className="t13 nowrap">
            {live && job ? (
              <>
                {b.state === 'preflight' ? '已预检' : b.state === 'undoing' ? '已撤回' : '已导入'} <b className="b">{int(job.done)}</b> / {int(job.total)} {b.state === 'undoing' ? '块' : '行'}
                <span className="sep">{percent(job.done, job.total).toFixed(1)}%</span>
                {!!job.rate && <span className="sep">{int(Math.round(job.rate))} {b.state === 'undoing' ? '块' : '行'}/秒</span>}
                {remaining(job.remaining_s) && <span className="sep">{remaining(job.remaining_s)}</span>}
              </>
            ) : (
              <Status tone={states[b.state].tone}>{states[b.state].word}{b.ended_at && <span className="t2">{[b.ended_by, dayTime(b.ended_at)].filter(Boolean).join(' ')}</span>}</Status>
            )}
          </span>
        </div>
        <Chunks b={b} />
        <div className="row" style={{ alignItems: 'flex-end', marginTop: 12 }}>
          <Outcomes b={b} onQuarantine={() => openQ(true)} />
          <span className="grow" />
          <span className="t12 t2 r">
            {b.county_found_pct !== null && b.county_found_pct !== undefined && `辖区已判定 ${b.county_found_pct.toFixed(1)}%`}{before(b) && <span className={b.county_found_pct != null ? 'sep' : ''}>预检不写入任何记录</span>}
            <br />一格 2,000 行，一格一次提交；空心格含隔离行
          </span>
        </div>
      </section>
      {b.undone && b.state === 'undone' && <Undone b={b} matter={kind?.matter.name ?? ''} subject={kind?.kind.name === subjectKind(meta)?.kind.name} />}
      <div className="cols-imp" style={{ marginTop: 12 }}>
        <MappingTable b={b} fields={decl.data?.fields ?? []} onProblems={() => document.getElementById('problems')?.scrollIntoView({ block: 'nearest' })} />
        <div className="col">
          <Problems b={b} />
          <QuarantinePreview b={b} fields={decl.data?.fields ?? []} onAll={() => openQ(true)} />
        </div>
      </div>
      {showQ && <Quarantine b={b} fields={decl.data?.fields ?? []} onClose={() => openQ(false)} />}
      {asking === 'undo' && <UndoDialog batch={b} onClose={() => setAsking(null)} />}
      {asking === 'run' && (
        <Modal open mask={{ closable: false }} title="导入" okText={`导入 ${int(goesIn)} 行`} cancelText="再看看" onOk={() => act('run')} onCancel={() => setAsking(null)} confirmLoading={busy} width={520}>
          <ul className="t13" style={{ margin: 0, paddingLeft: 18, lineHeight: '24px' }}>
            <li>新增 {int(b.accepted)} 条，更新 {int(b.merged)} 条，无变化 {int(b.unchanged)} 行不写入；</li>
            <li>隔离 {int(b.quarantined)} 行不进档案，可就地改正后重入；</li>
            <li>{source(b.source)}所有的字段覆盖其旧值，不覆盖本局标注；</li>
            <li>每 2,000 行一次提交并记入留痕账本，可离开本页，完成后可整批撤回。</li>
          </ul>
        </Modal>
      )}
      {asking === 'cancel' && (
        <Modal open mask={{ closable: false }} title={b.state === 'running' ? '停止导入' : '取消本批'} okText={b.state === 'running' ? '停止' : '取消本批'} cancelText="继续" onOk={() => act('cancel')} onCancel={() => setAsking(null)} confirmLoading={busy} width={480}>
          <p className="t13" style={{ margin: 0 }}>{b.state === 'running' ? '已提交的块保持有效，可整批撤回；其余行不再写入。' : '没有写入任何记录；文件与对应方案保留。'}</p>
        </Modal>
      )}
    </div>
  )
}

