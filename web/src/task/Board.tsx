import { Segmented, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { asProblem } from '../api/client'
import { Card, PageHead } from '../kit/Bits'
import { groupNames, type Group } from '../kit/due'
import { int } from '../kit/format'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { useBoard, type Counts, type Load } from './data'
import { Tabs } from './Tabs'
import './task.css'

const cols: (Group | 'all')[] = ['late', 'today', 'week', 'later', 'open', 'all']
const zero: Counts = { late: 0, today: 0, week: 0, later: 0, open: 0, all: 0 }
const plus = (a: Counts, b: Counts): Counts => ({ late: a.late + b.late, today: a.today + b.today, week: a.week + b.week, later: a.later + b.later, open: a.open + b.open, all: a.all + b.all })
const sum = (list: Load[]) => list.reduce((n, l) => plus(n, l.n), zero)

/** 机构看板: what is overdue and due, by office and by person; every number opens its records. */
export default function Board() {
  const q = useBoard()
  const [params, setParams] = useSearchParams()
  const kind = params.get('kind') ?? ''
  const by = params.get('by') ?? 'unit'
  const set = (k: string, v: string) => setParams((p) => { if (v) p.set(k, v); else p.delete(k); return p }, { replace: true })
  const all = q.data?.items ?? []
  const items = all.filter((l) => !kind || l.kind === kind)
  const kinds = [...new Map(all.map((l) => [l.kind, l.kind_title])).entries()]
  const total = sum(items)
  return (
    <div className="page scroll inner">
      <PageHead title="机构看板" sub={q.data ? `在办 ${int(total.all)} 件，逾期 ${int(total.late)} 件` : undefined} />
      <Tabs />
      <Card>
        <div className="task-bar">
          <Segmented size="small" value={by} onChange={(v) => set('by', v === 'unit' ? '' : String(v))} options={[{ value: 'unit', label: '按机构和人' }, { value: 'person', label: '按人排' }]} />
          <Select size="small" allowClear placeholder="业务类型" aria-label="业务类型" style={{ minWidth: 140 }} value={kind || undefined} onChange={(v) => set('kind', v ?? '')} options={kinds.map(([value, label]) => ({ value, label }))} />
        </div>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <Skeleton rows={10} /> : items.length === 0 ? (
          <EmptyState title="没有在办的事项">您有权查看的机构和人员，有事项在办时按机构列在这里。</EmptyState>
        ) : (
          <table className="task-board" data-testid="board">
            <thead><tr><th>{by === 'unit' ? '机构 / 承办' : '承办人'}</th>{cols.map((c) => <th key={c}>{c === 'all' ? '在办合计' : c === 'open' ? '暂停或不限期' : groupNames[c]}</th>)}</tr></thead>
            <tbody>{by === 'unit' ? <Units items={items} kind={kind} /> : <People items={items} kind={kind} />}</tbody>
          </table>
        )}
      </Card>
    </div>
  )
}

function Cells({ n, query, most }: { n: Counts; query: Record<string, string>; most: number }) {
  return <>{cols.map((c) => (
    <td key={c} className={c === 'late' && n.late > 0 ? 'late' : ''}>
      {c === 'all' && <span className="bar" style={{ width: Math.round((n.all / Math.max(1, most)) * 72) }} />}
      {n[c] === 0 ? <span className="zero">0</span> : <Link to={'/tasks?' + new URLSearchParams({ ...query, ...(c === 'all' ? {} : { group: c }) })}>{int(n[c])}</Link>}
    </td>
  ))}</>
}

const group = <K,>(items: Load[], key: (l: Load) => K) => {
  const out = new Map<K, Load[]>()
  for (const l of items) out.set(key(l), [...(out.get(key(l)) ?? []), l])
  return [...out].map(([k, list]) => ({ k, list, n: sum(list) }))
}

const worst = (a: { n: Counts }, b: { n: Counts }) => b.n.late - a.n.late || b.n.all - a.n.all

function Units({ items, kind }: { items: Load[]; kind: string }) {
  const units = group(items, (l) => l.unit).sort(worst)
  const most = Math.max(...units.map((u) => u.n.all))
  return <>{units.map((u) => (
    <Rows key={u.k} of={u} kind={kind} most={most} />
  ))}</>
}

function Rows({ of: u, kind, most }: { of: { k: string; list: Load[]; n: Counts }; kind: string; most: number }) {
  const name = u.list[0]?.unit_name || '—'
  const filter: Record<string, string> = kind ? { kind } : {}
  const people = group(u.list, (l) => l.person || `role:${l.role}`).sort(worst)
  return (
    <>
      <tr className="unit"><td>{name}</td><Cells n={u.n} query={{ unit: u.k, name, ...filter }} most={most} /></tr>
      {people.map((p) => {
        const l = p.list[0]!
        const who = l.person ? l.person_name || '（不在册）' : l.outside ? `等待${l.role}` : `${l.role}岗位（未定人）`
        return (
          <tr key={p.k} className="who">
            <td>{who}{l.gone && <span className="flag warn">已离岗，待交接</span>}</td>
            <Cells n={p.n} query={l.person ? { person: l.person, name: who, ...filter } : { unit: u.k, name, ...filter }} most={most} />
          </tr>
        )
      })}
    </>
  )
}

function People({ items, kind }: { items: Load[]; kind: string }) {
  const people = group(items.filter((l) => l.person), (l) => l.person).sort(worst)
  const most = Math.max(1, ...people.map((u) => u.n.all))
  return <>{people.map((p) => {
    const l = p.list[0]!
    return (
      <tr key={p.k}>
        <td>{l.person_name || '（不在册）'}<span className="t2 t12">　{l.unit_name}</span>{l.gone && <span className="flag warn">已离岗，待交接</span>}</td>
        <Cells n={p.n} query={{ person: p.k, name: l.person_name, ...(kind ? { kind } : {}) }} most={most} />
      </tr>
    )
  })}</>
}
