import { Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { asProblem } from '../api/client'
import { useMe } from '../api/queries'
import { Card, KV, PageHead, Tabs } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useParamsState } from './data'
import type { AccountRow, KindVerbs, Line, Rights as RightsOf, Who } from './types'

/** 权限查询: what may this person do, and why; who may do this. */
export default function Rights() {
  const s = useParamsState()
  const tab = s.at('tab') || 'why'
  return (
    <>
      <PageHead title="权限查询"><Tabs label="权限查询" at={tab} onChange={(t) => s.put({ tab: t === 'why' ? '' : t })} tabs={[{ key: 'why', title: '某人可以做什么，凭什么' }, { key: 'who', title: '某事谁可以做' }]} /></PageHead>
      {tab === 'why' ? <WhyPart /> : <WhoPart />}
    </>
  )
}

const chain = (by: Line[] | null) => (by ?? []).map((l) => `${l.Role} · ${l.Scope}`).join('；')

/** What one may do oneself, without the choice of a person. */
export function MyRights() {
  const me = useMe().data
  return <><PageHead title="我的权限" /><Explained person={me?.person?.id ?? ''} /></>
}

function WhyPart() {
  const s = useParamsState()
  const person = s.at('person')
  const people = useAsk<{ items: AccountRow[] }>('/api/admin/accounts')
  return (
    <>
      <div className="filters" style={{ paddingBottom: 12 }}>
        <Select
          aria-label="人员" data-testid="pick-person" style={{ width: 360 }} showSearch={{ filterOption: (w, o) => String(o?.label ?? '').includes(w) }} placeholder="选择人员：姓名、账号、机构" value={person || undefined} onChange={(v) => s.put({ person: v })}
          options={(people.data?.items ?? []).filter((p) => p.person).map((p) => ({ value: p.person!.id, label: `${p.person!.name}（${p.account || '无账号'}） ${p.unit?.name ?? ''}` }))}
        />
      </div>
      {person ? <Explained person={person} /> : <Card className="fill" flex><EmptyState title="选择一名人员">列出此人可做的每一件事，以及由哪项授权、哪个角色、哪条规定而来；未生效的授权也说明原因。</EmptyState></Card>}
    </>
  )
}

function Explained({ person }: { person: string }) {
  const q = useAsk<RightsOf>('/api/admin/why', { person }, !!person)
  const [open, setOpen] = useState('')
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={10} />
  const d = q.data
  const count = d.rights.reduce((n, r) => n + r.verbs.length, 0)
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '340px minmax(0, 1fr)', gap: 16, minHeight: 0, flex: 1 }}>
      <div className="col" style={{ overflow: 'auto' }}>
        <Card title={d.person.name} pad>
          <KV items={[['账号', d.account || '—'], ['所在机构', d.unit], ['任职', d.posts.length ? d.posts.join('、') : '—'], ['职责', d.duty_title], ['计算日期', d.day], ...(d.left_on ? [['离岗', d.left_on] as [string, string]] : [])]} />
        </Card>
        <Card title="授权" count={d.grants.length}>
          {d.grants.length === 0 && <EmptyState tight title="没有任何授权">没有授权就不能办理；由安全管理员提出，另一人复核。</EmptyState>}
          {d.grants.map((g) => (
            <div key={g.role + g.over.id + g.since} className="pad t13" style={{ borderTop: '1px solid var(--line-soft)' }} data-testid="grant">
              <div className="row"><b className="grow">{g.title}</b>{g.counts ? <Status tone="ok">生效</Status> : <Status tone={/复核/.test(g.why) ? 'soon' : 'ended'}>{g.why}</Status>}</div>
              <div className="t12 t2">{g.own ? '本人经办和参与的' : `${g.over.name}及下级机构`}{g.matters.length > 0 && `，限于 ${g.matters.join('、')}`}</div>
              <div className="t12 t2">{g.since} 起{g.until && ` 至 ${g.until}`}，{g.by}{g.by !== '安装时设置' && '提出'}{g.confirmed_by && `，${g.confirmed_by}复核`}</div>
            </div>
          ))}
        </Card>
        {d.delegations.length > 0 && (
          <Card title="委托办理" count={d.delegations.length}>
            {d.delegations.map((x, i) => (
              <div key={i} className="pad t13" style={{ borderTop: '1px solid var(--line-soft)' }}>
                <div className="row"><span className="grow">{x.taken ? `受${x.giver}委托` : `委托给${x.taker}`}</span>{x.counts ? <Status tone="ok">生效</Status> : <Status tone="ended">不生效</Status>}</div>
                <div className="t12 t2">{x.since} 至 {x.until}{x.role && `，限于${x.role}`}{x.matters.length > 0 && `，限于 ${x.matters.join('、')}`}；不超过委托人当时的权限</div>
              </div>
            ))}
          </Card>
        )}
      </div>
      <Card flex title="可以做的事" count={int(count)} more={<span className="t2">人员 → 授权 → 角色 → 业务规定 → 范围</span>} style={{ overflow: 'hidden' }}>
        <div className="dt-box" style={{ height: '100%' }} tabIndex={0} role="region" aria-label="可以做的事">
          <table className="dt wrapcells" data-testid="rights">
            <colgroup><col style={{ width: 168 }} /><col style={{ width: 130 }} /><col style={{ width: '34%' }} /><col /></colgroup>
            <thead><tr><th>业务类型</th><th>可以</th><th>对哪些记录</th><th>凭</th></tr></thead>
            <tbody>
              {d.rights.map((r) => r.verbs.map((v, i) => (
                <tr key={r.kind + v.verb} className="can" onClick={() => setOpen(open === r.kind + v.verb ? '' : r.kind + v.verb)}>
                  <td>{i === 0 && <><b>{r.title}</b><div className="t12 t2">{r.matter}</div></>}</td>
                  <td>{v.title}</td>
                  <td className="t2">{v.scope}</td>
                  <td>{chain(v.by)}{open === r.kind + v.verb && <Lines person={person} kind={r.kind} verb={v.verb} />}</td>
                </tr>
              )))}
            </tbody>
          </table>
          {d.rights.length === 0 && <EmptyState title="现在什么也不能做">{d.grants.length ? '左侧的授权都不生效，原因写在各项旁边。' : '没有任何授权。'}</EmptyState>}
        </div>
      </Card>
    </div>
  )
}

/** The reasoning of the server, line by line. */
function Lines({ person, kind, verb, record }: { person: string; kind: string; verb: string; record?: string }) {
  const q = useAsk<{ lines: string[]; covers?: boolean }>('/api/admin/why', { person, kind, verb, record })
  if (q.isError) return <div className="t12 seal">{asProblem(q.error).detail}</div>
  if (!q.data) return null
  return <ol className="t12 t2" style={{ margin: '6px 0 0', paddingLeft: 18, lineHeight: '20px' }} data-testid="lines">{q.data.lines.map((l, i) => <li key={i}>{l}</li>)}</ol>
}

function WhoPart() {
  const s = useParamsState()
  const verbs = useAsk<{ items: KindVerbs[] }>('/api/admin/verbs')
  const kind = s.at('kind')
  const verb = s.at('verb')
  const record = s.at('record')
  const [text, setText] = useState(record)
  const [open, setOpen] = useState('')
  const of = verbs.data?.items.find((k) => k.kind === kind)
  const ready = !!of?.verbs.some((v) => v.verb === verb)
  const q = useAsk<Who>('/api/admin/who', { kind, verb, record }, ready)
  const groups = useMemo(() => {
    const by = new Map<string, { label: string; options: { value: string; label: string }[] }>()
    for (const k of verbs.data?.items ?? []) {
      const m = k.matter
      if (!by.has(m)) by.set(m, { label: m, options: [] })
      by.get(m)!.options.push({ value: k.kind, label: k.title })
    }
    return [...by.values()]
  }, [verbs.data])
  return (
    <>
      <div className="filters" style={{ paddingBottom: 12 }}>
        <Select aria-label="业务类型" style={{ width: 220 }} showSearch={{ filterOption: (w, o) => String((o as { label?: unknown })?.label ?? '').includes(w) }} placeholder="业务类型" value={kind || undefined} onChange={(v) => s.put({ kind: v, record: '' })} options={groups} />
        <Select aria-label="办理" style={{ width: 180 }} placeholder="哪项办理" disabled={!of} value={ready ? verb : undefined} onChange={(v) => s.put({ verb: v })} options={(of?.verbs ?? []).map((v) => ({ value: v.verb, label: v.title }))} />
        <Input.Search aria-label="某一条记录" style={{ width: 380 }} allowClear placeholder="限于某一条记录：标识或编号（可不填）" value={text} onChange={(e) => { setText(e.target.value); if (!e.target.value) s.put({ record: '' }) }} onSearch={(v) => s.put({ record: v.trim() })} enterButton="查" />
      </div>
      <Card className="fill" flex style={{ overflow: 'hidden' }}>
        {!ready ? <EmptyState title="选择业务类型和办理">列出现在可以做这件事的每一个人，以及凭哪项授权；填上一条记录，就只列对这一条可以做的人。</EmptyState> : q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <Skeleton rows={10} /> : (
          <div className="split" style={{ height: '100%', flexDirection: 'column' }}>
            <div className="totals" style={{ padding: '12px 16px 10px' }} data-testid="totals">可以{q.data.title}的&nbsp;<b>{int(q.data.items.length)}</b>&nbsp;人{q.data.rule.length > 0 && <span className="sep">业务规定限于 {q.data.rule.join('、')}</span>}{q.data.secret && <span className="sep">整类保密，只有经办和参与的人</span>}{record && <span className="sep">限于记录 <span className="mono">{record}</span></span>}</div>
            <DataTable
              label="谁可以做" rows={q.data.items} rowKey={(x) => x.person.id + x.for} minWidth={860} open={open} onPick={(x) => setOpen(open === x.person.id + x.for ? '' : x.person.id + x.for)}
              columns={[
                { key: 'p', title: '人员', width: 110, render: (x) => x.person.name },
                { key: 'u', title: '所在机构', width: 220, render: (x) => <MidCut text={x.unit} /> },
                { key: 'b', title: '凭', render: (x) => <span title={chain(x.by)}>{x.for && `受${x.for}委托：`}{chain(x.by)}</span> },
                { key: 's', title: '对哪些记录', width: 260, render: (x) => <MidCut className="t2" text={x.scope} tail={12} /> },
              ]}
              empty={<EmptyState title="现在没有人可以做这件事">检查授权是否都已复核、范围机构是否包含该记录的承办机构。</EmptyState>}
            />
            {open && <div style={{ padding: '8px 16px 12px', borderTop: '1px solid var(--line)' }}><Lines person={q.data.items.find((x) => x.person.id + x.for === open)?.person.id ?? ''} kind={kind} verb={verb} record={record} /></div>}
          </div>
        )}
      </Card>
    </>
  )
}
