import { ExportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { asProblem, get } from '../api/client'
import { toPrint, toRecord, toSubjects } from '../api/paths'
import { findKind, useKind, useMeta } from '../api/queries'
import type { Dossier } from '../api/types'
import { codeOf } from '../api/words'
import { Directives, GiveButton } from '../directives'
import { PageHead, Tabs } from '../kit/Bits'
import { int } from '../kit/format'
import { ErrorState, Skeleton } from '../kit/States'
import { ProofDialog } from '../proof'
import { annotating } from './annotate'
import { AsOf } from './AsOf'
import { Facts } from './Facts'
import { History, type Proving } from './History'
import { Identity } from './Identity'
import { Register } from './Register'
import { Related } from './Related'
import './dossier.css'

/** 一企一档: everything about one subject on one page, as of a day. */
export default function DossierPage() {
  const { area = '', id = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const go = useNavigate()
  const asOf = params.get('as_of') ?? ''
  const mode = params.get('mode') === 'fact' ? 'fact' : 'recorded'
  const tab = params.get('tab') ?? 'all'
  const meta = useMeta().data
  const [proof, setProof] = useState<Proving | null>(null)
  const proofFields = useKind(proof?.kind).data?.fields ?? []
  const put = (change: Record<string, string>) =>
    setParams((old) => {
      const p = new URLSearchParams(old)
      for (const [k, v] of Object.entries(change)) if (v) p.set(k, v); else p.delete(k)
      return p
    }, { replace: true })
  const q = useQuery({
    queryKey: ['dossier', area, id, asOf, mode === 'fact' ? mode : ''],
    queryFn: ({ signal }) => get<Dossier>(`/api/dossier/${encodeURIComponent(area)}/${encodeURIComponent(id)}`, { as_of: asOf, mode: mode === 'fact' ? mode : undefined }, signal),
    placeholderData: (old, query) => (query?.queryKey[2] === id ? old : undefined),
  })
  const decl = useKind(q.data?.kind)
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data || !meta) return <><PageHead title="一企一档" crumb={<Link to={toSubjects}>监管对象</Link>} /><Skeleton rows={12} /></>
  const d = q.data
  const fields = decl.data?.fields ?? d.subject.fields ?? []
  const timeline = d.timeline ?? []
  const registers = (d.registers ?? []).filter((r) => r.count > 0)
  const place = findKind(meta, d.kind)
  // Each tab counts its acts, so that together they make the timeline; what a register holds stands on its card.
  const acts = d.counts ?? {}
  const whole = Object.values(acts).reduce((s, n) => s + n, 0)
  const tabs = [
    { key: 'all', title: '时间线', count: int(whole) },
    ...(acts[d.kind] ? [{ key: 'own', title: '登记', count: int(acts[d.kind]) }] : []),
    ...registers.map((r) => ({ key: r.kind, title: r.title, count: int(acts[r.kind] ?? 0) })),
  ]
  const register = registers.find((r) => r.kind === tab)
  return (
    <div className="page scroll inner">
      <PageHead
        title="一企一档" crumb={<Link to={toSubjects}>监管对象</Link>}
        acts={
          <>
            {!asOf && <GiveButton on={{ kind: d.kind, area, id }} />}
            {place && <Button icon={<ExportOutlined />} onClick={() => go(toPrint(place.matter.name, d.kind, area, id))}>打印</Button>}
            {place && <Button onClick={() => go(toRecord(place.matter.name, d.kind, area, id))}>办理登记事项</Button>}
          </>
        }
      >
        <AsOf today={meta.today} changes={d.changes ?? []} at={asOf} mode={mode} onAt={(x) => put({ as_of: x })} onMode={(m) => put({ mode: m === 'fact' ? 'fact' : '' })} />
      </PageHead>
      {asOf && <div className="note" style={{ marginBottom: 12 }}>以下为 {asOf} {mode === 'fact' ? '事实上的情况；来源未注明生效日的事项显示“不详”' : '当日本系统记录的情况'}，只供查看。<button type="button" className="link" onClick={() => put({ as_of: '' })}>回到今天</button></div>}
      <Identity d={d} fields={fields} today={meta.today} annotate={asOf ? undefined : annotating(meta, d.subject)} />
      <Tabs label="登记簿" tabs={tabs} at={register ? tab : tab === 'own' ? 'own' : 'all'} onChange={(k) => put({ tab: k === 'all' ? '' : k })} />
      <div className="dos" style={{ paddingTop: 12 }}>
        {register ? (
          <Register of={register} code={codeOf(d.subject)} name={d.subject.title} />
        ) : (
          <History items={tab === 'own' ? timeline.filter((t) => !t.kind || t.kind === d.kind) : timeline} whole={tab === 'own' ? (acts[d.kind] ?? 0) : whole} own={d.kind} meta={meta} area={area} id={id} onProof={setProof} />
        )}
        <div className="dos-f">
          <Facts d={d} fields={fields} matter={place?.matter.name ?? ''} today={meta.today} past={!!asOf} mode={mode} />
        </div>
        <div className="dos-r">
          {!asOf && <Directives id={d.subject.id} />}
          <Related groups={d.related ?? []} name={d.name} />
        </div>
      </div>
      {proof && <ProofDialog area={proof.area} record={proof.record} event={proof.event} fields={proofFields} onClose={() => setProof(null)} />}
    </div>
  )
}
