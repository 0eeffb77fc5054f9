import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { toNew, toRecord } from '../api/paths'
import { findKind, useMeta } from '../api/queries'
import type { Page, Row } from '../api/types'
import { KV } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { Panel } from '../kit/Panel'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState } from '../kit/States'
import { useAsk, useParamsState } from './data'
import { ListPage, Loaded } from './parts'
import type { AccountRow } from './types'

type Node = { row: Row; depth: number; below: number; people: number; own: number; kids: number }

const idOf = (v: unknown) => (v as { id?: string } | null)?.id ?? ''

/** Units in the order of the tree, each with how many people are in it and below it. */
function tree(rows: Row[], people: AccountRow[]): Node[] {
  const kids = new Map<string, Row[]>()
  const known = new Set(rows.map((r) => r.id))
  for (const r of rows) {
    const up = known.has(idOf(r.values.parent)) ? idOf(r.values.parent) : ''
    kids.set(up, [...(kids.get(up) ?? []), r])
  }
  const out: Node[] = []
  const walk = (r: Row, depth: number): Node => {
    const n: Node = { row: r, depth, below: 0, people: 0, own: people.filter((p) => p.unit?.id === r.id && !p.service && !p.left_on).length, kids: 0 }
    out.push(n)
    n.people = n.own
    for (const k of kids.get(r.id) ?? []) {
      const c = walk(k, depth + 1)
      n.kids++
      n.below += c.below + 1
      n.people += c.people
    }
    return n
  }
  for (const r of kids.get('') ?? []) walk(r, 0)
  return out
}

/** 机构: the tree of organs and units. */
export default function Units() {
  const go = useNavigate()
  const s = useParamsState()
  const meta = useMeta().data
  const may = findKind(meta, 'unit')?.kind.may ?? []
  const units = useAsk<Page<Row>>('/api/actor/unit', { limit: 2000 })
  const people = useAsk<{ items: AccountRow[] }>('/api/admin/accounts')
  const [shut, setShut] = useState<Set<string>>(new Set())
  const [cursor, setCursor] = useState('')
  const nodes = useMemo(() => tree(units.data?.items ?? [], people.data?.items ?? []), [units.data, people.data])
  const word = s.at('q')
  const shown = useMemo(() => {
    if (word) return nodes.filter((n) => n.row.title.includes(word) || String(n.row.values.short_name ?? '').includes(word))
    const out: Node[] = []
    let under = -1
    for (const n of nodes) {
      if (under >= 0 && n.depth > under) continue
      under = shut.has(n.row.id) ? n.depth : -1
      out.push(n)
    }
    return out
  }, [nodes, word, shut])
  const open = nodes.find((n) => n.row.id === s.at('open'))
  const flip = (id: string) => setShut((old) => {
    const next = new Set(old)
    if (!next.delete(id)) next.add(id)
    return next
  })
  return (
    <ListPage
      title="机构"
      acts={<>
        <Button onClick={() => setShut(shut.size ? new Set() : new Set(nodes.filter((n) => n.depth > 0 && n.kids).map((n) => n.row.id)))}>{shut.size ? '全部展开' : '收起下级'}</Button>
        {may.includes('create') && <Button type="primary" onClick={() => go(toNew('actor', 'unit'))}>登记机构</Button>}
      </>}
      filters={<SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="机构名称或简称" />}
      totals={<>机构&nbsp;<b>{int(nodes.length)}</b><span className="sep">有名义机关 <b>{int(nodes.filter((n) => n.row.values.organ).length)}</b></span><span className="sep">在册人员 <b>{int(nodes.reduce((x, n) => x + n.own, 0))}</b></span></>}
      foot="名义机关：以自己名义办理的机构；其余以最近的上级名义"
      side={open && (
        <Panel label={open.row.title} onClose={() => s.put({ open: '' })} foot={<Button onClick={() => go(toRecord('actor', 'unit', open.row.area, open.row.id))}>打开登记</Button>}>
          <section><h2>{open.row.title}</h2><div className="t13 t2">{open.row.labels.sort}{open.row.labels.county && <span className="sep">{open.row.labels.county}</span>}</div></section>
          <section>
            <KV items={[['上级', open.row.labels.parent || '最高一级'], ['名义机关', open.row.labels.organ || '同上级'], ['机关代字', open.row.labels.organ_code || '同上级'], ['办公电话', open.row.labels.phone || '—'],
              ['下级机构', `${int(open.below)} 个`], ['人员', `本机构 ${int(open.own)} 人，连同下级 ${int(open.people)} 人`], ...(open.row.values.closed_on ? [['撤并', String(open.row.values.closed_on)] as [string, string]] : [])]} />
          </section>
          <section>
            <h3>人员</h3>
            {(people.data?.items ?? []).filter((p) => p.unit?.id === open.row.id).map((p) => (
              <div key={p.person?.id ?? p.account} className="row t13" style={{ lineHeight: '26px' }}><Link to={`/admin/people?open=${p.person?.id}`}>{p.person?.name}</Link><span className="t2">{p.account}</span></div>
            ))}
            {open.own === 0 && <div className="t13 t2">本机构没有人员</div>}
          </section>
        </Panel>
      )}
    >
      <Loaded of={units} rows={14}>
        {() => (
          <DataTable
            label="机构" rows={shown} rowKey={(n) => n.row.id} at={cursor} open={open?.row.id} minWidth={760}
            onMove={(n) => setCursor(n.row.id)} onPick={(n) => s.put({ open: n.row.id })} onOpen={(n) => go(toRecord('actor', 'unit', n.row.area, n.row.id))} onEscape={() => s.put({ open: '' })}
            columns={[
              { key: 'name', title: '机构', render: (n) => (
                <span className="row" style={{ gap: 4, paddingLeft: word ? 0 : n.depth * 20 }}>
                  {!word && (n.kids ? <button type="button" className="icon-btn" style={{ width: 18, height: 20 }} aria-label={`${shut.has(n.row.id) ? '展开' : '收起'}${n.row.title}`} aria-expanded={!shut.has(n.row.id)} onClick={(e) => { e.stopPropagation(); flip(n.row.id) }}>{shut.has(n.row.id) ? '▸' : '▾'}</button> : <span style={{ width: 18, flex: 'none' }} />)}
                  <span className={n.depth === 0 ? 'grow b' : 'grow'}><MidCut text={n.row.title} tail={12} /></span>
                  {shut.has(n.row.id) && <span className="t12 t2 nowrap">下级 {int(n.below)}</span>}
                </span>
              ) },
              { key: 'sort', title: '性质', width: 132, render: (n) => n.row.labels.sort },
              { key: 'organ', title: '名义机关', width: 220, render: (n) => (n.row.labels.organ ? <MidCut text={n.row.labels.organ} tail={7} /> : <span className="zero">同上级</span>) },
              { key: 'county', title: '区县', width: 104, render: (n) => n.row.labels.county || <span className="zero">—</span> },
              { key: 'own', title: '本机构 人', width: 84, align: 'right', render: (n) => <span className={n.own ? '' : 'zero'}>{int(n.own)}</span> },
              { key: 'all', title: '连同下级 人', width: 96, align: 'right', render: (n) => <span className={n.people ? '' : 'zero'}>{int(n.people)}</span> },
            ]}
            empty={<EmptyState title="没有符合条件的机构" />}
          />
        )}
      </Loaded>
    </ListPage>
  )
}
