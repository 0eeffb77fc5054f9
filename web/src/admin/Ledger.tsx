import { Button, Input, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, post, type Problem } from '../api/client'
import { Card, Copy, KV, PageHead } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { JobProgress } from '../kit/JobProgress'
import { EmptyState, ProblemBox } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useDuty, useMany, useParamsState } from './data'
import { Loaded } from './parts'
import type { Checkpoint, JobRow, Ledger as LedgerOf, Verification } from './types'
import './admin.css'

/** 留痕账本: the logs, their signed checkpoints, and whether everything still agrees with them. */
export default function Ledger() {
  const duty = useDuty()
  const cache = useQueryClient()
  const s = useParamsState()
  const q = useAsk<LedgerOf>('/api/admin/ledger', {}, true, 10_000)
  const done = useAsk<{ items: Verification[] }>('/api/admin/ledger/verifications')
  const jobs = useAsk<{ items: JobRow[] }>('/api/admin/jobs', { limit: 50 }, duty === 'audit' || duty === 'system')
  const points = useMany<Checkpoint>('/api/admin/ledger/checkpoints', {}, 100)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [since, setSince] = useState<string | null>(null)
  const running = jobs.data?.items.find((j) => j.kind === 'ledger.verify' && (j.state === 'running' || j.state === 'waiting'))
  const verify = async (text = '') => {
    setProblem(null)
    try {
      await post('/api/admin/ledger/verifications', text ? { since: text } : {})
      setSince(null)
      await cache.invalidateQueries({ queryKey: ['admin'] })
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  return (
    <>
      <PageHead title="留痕账本" sub={q.data && `${q.data.algorithm}`} acts={duty === 'audit' && <><Button disabled={!!running} onClick={() => setSince('')}>对照外存检查点核验</Button><Button type="primary" disabled={!!running} onClick={() => verify()} data-testid="verify">立即核验</Button></>} />
      {problem && <div style={{ marginBottom: 12 }}><ProblemBox of={problem} /></div>}
      <Loaded of={q} rows={10}>
        {(d) => (
          <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 460px', gap: 16, flex: 1, minHeight: 0 }}>
            <div className="col" style={{ minHeight: 0, overflow: 'auto' }}>
              {running && <Running id={running.id} onEnd={() => void cache.invalidateQueries({ queryKey: ['admin'] })} />}
              <Card title="核验" count={done.data?.items.length}>
                <Loaded of={done} rows={4}>
                  {(v) => (
                    <DataTable
                      label="核验" rows={v.items} rowKey={(x) => x.id} onPick={(x) => s.put({ open: x.id })} open={s.at('open')}
                      columns={[
                        { key: 'w', title: '时间', width: 140, render: (x) => dayTime(x.ended) },
                        { key: 'r', title: '结果', render: (x) => (x.found ? <Status tone="over">{int(x.found)} 处不符</Status> : <Status tone="ok">全部相符</Status>) },
                        { key: 'n', title: '记录 条', width: 96, align: 'right', render: (x) => int(x.records) },
                        { key: 'd', title: '用时', width: 80, align: 'right', render: (x) => `${Math.max(1, Math.round((Date.parse(x.ended) - Date.parse(x.began)) / 1000))} 秒` },
                        { key: 'b', title: '核验人', width: 90, render: (x) => x.by?.name ?? '—' },
                      ]}
                      empty={<EmptyState tight title="还没有核验过">核验逐条重算账本的叶与树，并与现行记录、历史和索引比对；审计管理员随时可以进行。</EmptyState>}
                    />
                  )}
                </Loaded>
              </Card>
              {s.at('open') && <Found id={s.at('open')} onClose={() => s.put({ open: '' })} />}
              <Card title="账本" count={d.items.length}>
                {d.items.map((l) => (
                  <div className="pad" key={l.area} style={{ borderTop: '1px solid var(--line-soft)' }}>
                    <KV style={{ gridTemplateColumns: '88px minmax(0, 1fr)' }} items={[
                      ['地域', <span key="a">{l.area}{l.area === d.area && <span className="t2">（本局）</span>}</span>],
                      ['已编号', <span key="s"><b>{int(l.size)}</b> 条{l.waiting > 0 && <span className="t2">，待编号 {int(l.waiting)} 条</span>}</span>],
                      ['检查点', dayTime(l.at)], ['树根', <Hash key="r" v={l.root} />],
                    ]} />
                  </div>
                ))}
                <div className="pad" style={{ borderTop: '1px solid var(--line-soft)' }}>
                  <KV style={{ gridTemplateColumns: '88px minmax(0, 1fr)' }} items={[['算法', d.algorithm], ['签名公钥', <Hash key="k" v={d.key} />]]} />
                  <div className="t12 t2" style={{ marginTop: 6 }}>公钥交给外部保存检查点的单位；凭它离线核对任何检查点与证明。</div>
                </div>
              </Card>
            </div>
            <Card flex title="签名检查点" more={<span className="t2">每日下载一份交外部保存</span>} style={{ overflow: 'hidden' }}>
              <div className="split" style={{ height: '100%', flexDirection: 'column' }}>
                <DataTable
                  label="签名检查点" rows={points.data?.pages.flatMap((p) => p.items) ?? []} rowKey={(c) => String(c.size)} onEnd={() => points.hasNextPage && !points.isFetchingNextPage && points.fetchNextPage()}
                  columns={[
                    { key: 't', title: '签署时间', width: 140, render: (c) => dayTime(c.at) },
                    { key: 'n', title: '条数', width: 80, align: 'right', render: (c) => int(c.size) },
                    { key: 'r', title: '树根', render: (c) => <span className="mono" title={c.root}>{c.root.slice(0, 14)}…</span> },
                    { key: 'x', title: '', width: 56, align: 'right', render: (c) => <a href={`/api/admin/ledger/checkpoints/${c.size}`} download>下载</a> },
                  ]}
                  empty={points.isError ? <ProblemBox of={asProblem(points.error)} /> : <EmptyState tight title="还没有检查点" />}
                />
              </div>
            </Card>
          </div>
        )}
      </Loaded>
      {since !== null && (
        <Modal open title="对照外存检查点核验" width={560} onCancel={() => setSince(null)} footer={<><Button onClick={() => setSince(null)}>取消</Button><Button type="primary" disabled={!since.trim()} onClick={() => verify(since)}>核验</Button></>}>
          <p className="t13" style={{ marginTop: 0 }}>粘贴由其他单位保存的检查点全文（含签名行）。账本若被截断或重签，只有它能看出来。</p>
          <Input.TextArea aria-label="检查点全文" className="mono" autoSize={{ minRows: 8, maxRows: 14 }} value={since} onChange={(e) => setSince(e.target.value)} />
        </Modal>
      )}
    </>
  )
}

const Hash = ({ v }: { v: string }) => <span className="row" style={{ gap: 2 }}><span className="mono cut" title={v}>{v}</span><Copy text={v} label="复制" /></span>

function Running({ id, onEnd }: { id: string; onEnd: () => void }) {
  const jobs = useAsk<{ items: JobRow[] }>('/api/admin/jobs', { limit: 50, live: id }, true, 1000)
  const j = jobs.data?.items.find((x) => x.id === id)
  if (j && j.state !== 'running' && j.state !== 'waiting') queueMicrotask(onEnd)
  return <Card title="正在核验" pad>{j && j.total > 0 ? <JobProgress done={j.done} total={j.total} rate={j.rate} remaining_s={j.remaining_s} unit="条" text={j.text} /> : <div className="t13 t2">等待开始，可以离开本页</div>}</Card>
}

function Found({ id, onClose }: { id: string; onClose: () => void }) {
  const q = useAsk<Verification>(`/api/admin/ledger/verifications/${id}`)
  return (
    <Card title="核验所见" more={<button type="button" className="link" onClick={onClose}>收起</button>}>
      <Loaded of={q} rows={3}>
        {(v) => (
          <div data-testid="found">
            <div className="pad t13">{v.logs?.map((l) => <div key={l.area}>账本 {l.area}：重算 {int(l.size)} 条，树根 <span className="mono">{l.root.slice(0, 20)}…</span></div>)}<div>记录 {int(v.records)} 条，逐条与历史、索引和账本比对</div></div>
            {v.findings?.length ? (
              <DataTable
                label="不符之处" rows={v.findings} rowKey={(f) => f.record + f.act + f.text}
                columns={[
                  { key: 'k', title: '何处', width: 150, render: (f) => f.kind || '账本' },
                  { key: 'r', title: '记录', width: 180, render: (f) => <span className="mono" title={f.record}>{f.record}</span> },
                  { key: 't', title: '不符', render: (f) => <span className="seal" title={f.text}>{f.text}</span> },
                ]}
              />
            ) : <div className="pad t13" style={{ paddingTop: 0 }}><Status tone="ok">没有不符</Status></div>}
            {v.found > (v.findings?.length ?? 0) && <div className="pad t12 t2">只列前 {int(v.findings?.length)} 处，共 {int(v.found)} 处。</div>}
          </div>
        )}
      </Loaded>
    </Card>
  )
}
