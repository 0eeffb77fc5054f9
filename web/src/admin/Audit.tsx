import { DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { asProblem, get } from '../api/client'
import { toRecord } from '../api/paths'
import type { ActProof, Page, Row } from '../api/types'
import { Copy, KV } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { Panel } from '../kit/Panel'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { useQuery } from '@tanstack/react-query'
import { useAsk, useMany, useParamsState } from './data'
import { ListPage } from './parts'
import type { AccountRow, AuditLine, KindVerbs } from './types'

/** A day as text from the address. */
export const Day = ({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) => (
  <DatePicker aria-label={label} style={{ width: 132 }} placeholder={label} value={value ? dayjs(value) : null} onChange={(d) => onChange(d ? d.format('YYYY-MM-DD') : '')} />
)

/** 审计查询: who did what to which record and when; never what the record holds. */
export default function Audit() {
  const s = useParamsState()
  const ask = { actor: s.at('actor'), unit: s.at('unit'), act: s.at('act'), kind: s.at('kind'), record: s.at('record'), source: s.at('source'), from: s.at('from'), to: s.at('to') }
  const q = useMany<AuditLine>('/api/admin/audit', ask, 100)
  const people = useAsk<{ items: AccountRow[] }>('/api/admin/accounts')
  const units = useAsk<Page<Row>>('/api/actor/unit', { limit: 2000 })
  const acts = useAsk<{ items: { name: string; title: string }[] }>('/api/admin/audit/acts')
  const verbs = useAsk<{ items: KindVerbs[] }>('/api/admin/verbs')
  const [text, setText] = useState(ask.record)
  const [cursor, setCursor] = useState('')
  useEffect(() => setText(ask.record), [ask.record])
  const rows = q.data?.pages.flatMap((p) => p.items) ?? []
  const open = rows.find((r) => r.act === s.at('open'))
  const at = open ? rows.indexOf(open) : -1
  const narrowed = Object.values(ask).some(Boolean)
  const contains = { filterOption: (w: string, o?: { label?: unknown }) => String(o?.label ?? '').includes(w) }
  const pick = (name: string, label: string, width: number, options: { value: string; label: string }[]) => (
    <Select aria-label={label} style={{ width }} allowClear showSearch={contains} placeholder={label} value={s.at(name) || undefined} onChange={(v) => s.put({ [name]: v ?? '', open: '' })} options={options} popupMatchSelectWidth={false} />
  )
  return (
    <ListPage
      title="审计查询"
      filters={<>
        {pick('actor', '人员', 150, (people.data?.items ?? []).filter((p) => p.person).map((p) => ({ value: p.person!.id, label: `${p.person!.name}（${p.account || '无账号'}）` })))}
        {pick('unit', '机构（含下级）', 170, (units.data?.items ?? []).map((u) => ({ value: u.id, label: u.labels.parent ? `${u.title}（${u.labels.parent}）` : u.title })))}
        {pick('act', '办理动作', 130, (acts.data?.items ?? []).map((a) => ({ value: a.name, label: a.title })))}
        {pick('kind', '业务类型', 130, (verbs.data?.items ?? []).map((k) => ({ value: k.kind, label: k.title })))}
        <Day label="自" value={ask.from} onChange={(v) => s.put({ from: v, open: '' })} />
        <Day label="至" value={ask.to} onChange={(v) => s.put({ to: v, open: '' })} />
        <Input.Search aria-label="记录" style={{ width: 230 }} allowClear placeholder="编号、记录或办理标识" value={text} onChange={(e) => { setText(e.target.value); if (!e.target.value) s.put({ record: '' }) }} onSearch={(v) => s.put({ record: v.trim(), open: '' })} />
        {narrowed && <button type="button" className="link t13" onClick={() => s.put(Object.fromEntries([...Object.keys(ask), 'open'].map((k) => [k, ''])))}>清除条件</button>}
      </>}
      foot={rows.length > 0 && `已列 ${int(rows.length)} 次办理${q.hasNextPage ? '，向下滚动继续' : ''}；业务内容对审计管理员不显示`}
      side={open && (
        <Panel label={open.title} place={`第 ${int(at + 1)} 次`} onClose={() => s.put({ open: '' })} onUp={at > 0 ? () => s.put({ open: rows[at - 1].act }) : undefined} onDown={at < rows.length - 1 ? () => s.put({ open: rows[at + 1].act }) : undefined}>
          <Details x={open} />
        </Panel>
      )}
    >
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={14} /> : (
        <DataTable
          label="办理" rows={rows} rowKey={(r) => r.act} open={open?.act} at={cursor} minWidth={860} onMove={(r) => setCursor(r.act)} onPick={(r) => s.put({ open: r.act })} onEscape={() => s.put({ open: '' })}
          onEnd={() => q.hasNextPage && !q.isFetchingNextPage && q.fetchNextPage()}
          columns={[
            { key: 'n', title: '账本', width: 64, align: 'right', render: (r) => (r.seq < 0 ? <span className="zero">待编</span> : int(r.seq)) },
            { key: 't', title: '时间', width: 136, render: (r) => dayTime(r.at) },
            { key: 'a', title: '人员', width: 104, render: (r) => <span title={r.actor?.name}>{r.actor?.name ?? '—'}{r.on_behalf && <span className="t2"> 代 {r.on_behalf.name}</span>}</span> },
            { key: 'u', title: '机构', render: (r) => r.unit ? <MidCut text={r.unit} /> : <span className="zero">—</span> },
            { key: 'v', title: '办理', width: 112, render: (r) => r.title },
            { key: 'k', title: '业务类型', width: 100, render: (r) => r.kind_title },
            { key: 'r', title: '记录', width: 104, render: (r) => (r.records > 1 ? `${int(r.records)} 条` : r.record ? <span className="mono" title={r.record}>{r.record.slice(0, 8)}…</span> : <span className="zero">—</span>) },
            { key: 's', title: '来源', width: 80, render: (r) => r.source || <span className="zero">本局</span> },
          ]}
          empty={<EmptyState title={narrowed ? '没有符合条件的办理' : '账本还是空的'} />}
        />
      )}
    </ListPage>
  )
}

function Details({ x }: { x: AuditLine }) {
  return (
    <>
      <section><h2>{x.title}</h2><div className="t13 t2">{x.kind_title}<span className="sep">{dayTime(x.at)}</span></div></section>
      <section>
        <KV style={{ gridTemplateColumns: '72px minmax(0, 1fr)' }} items={[
          ['人员', x.actor?.name ?? '—'], ...(x.on_behalf ? [['代', x.on_behalf.name] as [string, string]] : []), ['机构', x.unit || '—'], ['名义机关', x.organ || '—'],
          ['记录', x.records > 1 ? `${int(x.records)} 条（一批）` : <Code key="r" v={x.record} />], ['版本', x.records > 1 ? '—' : `第 ${int(x.revision)} 版`], ['生效日期', x.effective || '—'], ['来源', x.source || '本局'],
          ['办理标识', <Code key="a" v={x.act} />], ['声明摘要', <Code key="d" v={x.declaration} />],
        ]} />
      </section>
      <section>
        {x.open ? <Link className="t13" to={toRecord(x.matter, x.kind, x.area, x.record)}>打开这条记录</Link> : <div className="t12 t2">业务内容不向审计管理员显示；需要查看时由业务部门提供，凭记录标识和证明核对。</div>}
      </section>
      <Proof x={x} />
    </>
  )
}

const Code = ({ v }: { v: string }) => <span className="row" style={{ gap: 2 }}><span className="mono cut" title={v}>{v || '—'}</span>{v && <Copy text={v} />}</span>

function Proof({ x }: { x: AuditLine }) {
  const p = useQuery({ queryKey: ['proof', x.area, x.act], retry: false, queryFn: () => get<ActProof>(`/api/admin/ledger/acts/${x.act}`) })
  return (
    <section>
      <h3>在账本中{p.data && <a href={'data:application/json;charset=utf-8,' + encodeURIComponent(JSON.stringify(p.data, null, 2))} download={`证明_${x.act}.json`}>下载证明</a>}</h3>
      {p.isError ? <ProblemBox of={asProblem(p.error)} /> : !p.data ? <Skeleton rows={2} pad={0} /> : (
        <>
          <Status tone="ok">第 {int(p.data.seq)} 条，路径 {int((p.data.leaf_proof?.length ?? 0) + (p.data.entry_proof?.length ?? 0))} 个摘要</Status>
          <pre className="note-pre">{p.data.checkpoint}</pre>
        </>
      )}
    </section>
  )
}
