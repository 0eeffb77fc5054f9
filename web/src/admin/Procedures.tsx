// 程序: every procedure as the declarations have it, for whoever works by it.
import { useMemo } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { Card, KV, PageHead } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { int } from '../kit/format'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useParamsState } from './data'
import { ListPage, Loaded } from './parts'
import type { ProcedureRow, ProcedureSheet } from './types'
import './admin.css'

const at = (kind: string, law: string) => `/admin/procedures/${kind}/${law}`
const unsure = <Status tone="soon">待核实</Status>

/** Which procedures there are, and from which day a record that begins lives under which text. */
export default function Procedures() {
  const s = useParamsState()
  const go = useNavigate()
  const q = useAsk<{ items: ProcedureRow[] }>('/api/procedures')
  const word = s.at('q')
  const rows = useMemo(() => (q.data?.items ?? []).filter((p) => !word || [p.title, p.law.title, p.law.number].some((x) => x.includes(word))), [q.data, word])
  return (
    <ListPage
      title="程序" filters={<SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="业务、法规" />}
      totals={<>程序&nbsp;<b>{int(q.data?.items.length)}</b></>} foot="图表由业务声明生成；记录适用哪一版，取决于开始的日期"
    >
      <Loaded of={q} rows={8}>
        {() => (
          <DataTable
            label="程序" rows={rows} rowKey={(p) => p.kind + p.law.id} minWidth={920} onOpen={(p) => go(at(p.kind, p.law.id))}
            columns={[
              { key: 't', title: '业务', width: 160, render: (p) => <Link to={at(p.kind, p.law.id)}>{p.title}</Link> },
              { key: 'l', title: '适用文本', render: (p) => <span title={p.law.number}>《{p.law.title}》</span> },
              { key: 'o', title: '附属于', width: 110, render: (p) => p.of || <span className="zero">—</span> },
              { key: 'f', title: '自', width: 100, render: (p) => p.law.from },
              { key: 'u', title: '至', width: 100, render: (p) => p.until || <span className="zero">—</span> },
              { key: 's', title: '环节', width: 60, align: 'right', render: (p) => int(p.steps) },
              { key: 'a', title: '动作', width: 60, align: 'right', render: (p) => int(p.acts) },
              { key: 'c', title: '期限', width: 60, align: 'right', render: (p) => int(p.clocks) },
              { key: 'n', title: '状态', width: 110, render: (p) => (p.until ? <Status tone="ended">只办旧件</Status> : <Status tone="ok">现行</Status>) },
            ]}
            empty={<EmptyState title="没有符合条件的程序" />}
          />
        )}
      </Loaded>
    </ListPage>
  )
}

/** One version of a procedure: its picture, its acts, its limits, how older records are carried over. */
export function Procedure() {
  const { kind = '', law = '' } = useParams()
  const q = useAsk<ProcedureSheet>(`/api/procedures/${encodeURIComponent(kind)}/${encodeURIComponent(law)}`)
  const all = useAsk<{ items: ProcedureRow[] }>('/api/procedures')
  const versions = (all.data?.items ?? []).filter((p) => p.kind === kind)
  return (
    <Loaded of={q} rows={14}>
      {(p) => {
        const step = (name: string) => p.steps.find((x) => x.name === name)?.title ?? name
        const from = (a: ProcedureSheet['acts'][number]) => (a.creates ? '登记' : a.from.length === p.steps.filter((x) => !x.end).length ? '终结前各环节' : a.from.map(step).join('、'))
        return (
          <div className="scroll" style={{ display: 'grid', gap: 16, alignContent: 'start', minHeight: 0 }} tabIndex={0} aria-label="程序">
            <PageHead title={`${p.title}的程序`} crumb={<Link to="/admin/procedures">程序</Link>} sub={`《${p.law.title}》${p.law.number}`} />
            <div className="procedure-head">
              <Card title="程序图" count={`${p.steps.length} 个环节`} more={<span className="t12 t2">○ 不改变环节　→ 进入下一环节　↩ 回到原环节　● 登记</span>}>
                <div className="procedure-drawing" tabIndex={0} aria-label="程序图"><img alt={`${p.title}的程序图：环节和动作见下表`} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(p.drawing)}`} /></div>
              </Card>
              <div className="col" style={{ gap: 16 }}>
                <Card title="版本" count={versions.length}>
                  <ul className="procedure-versions">
                    {versions.map((v) => <li key={v.law.id}>{v.law.id === law ? <b>{v.law.from} 起</b> : <Link to={at(kind, v.law.id)}>{v.law.from} 起</Link>}<div className="t12 t2">《{v.law.title}》{v.until && `，至 ${v.until}`}</div></li>)}
                  </ul>
                </Card>
                {p.carry && (
                  <Card title="过渡" more={p.carry.unsure && unsure} pad>
                    <KV items={[['此前', `按《${p.carry.from}》开始的`], ['办法', [p.carry.how, ...p.carry.clocks].join('；')], ['依据', p.carry.basis]]} />
                  </Card>
                )}
              </div>
            </div>
            <Card title="办理期限" count={p.clocks.length}>
              <table className="plain procedure">
                <thead><tr><th scope="col">期限</th><th scope="col">长短</th><th scope="col">起止</th><th scope="col">届满</th><th scope="col">扣除、延长、提示</th><th scope="col">依据</th></tr></thead>
                <tbody>
                  {p.clocks.map((c) => (
                    <tr key={c.name}><th scope="row">{c.title}</th><td>{c.limit}</td><td>自 {c.starts}<br /><span className="t2">至 {c.stops || '—'}</span></td><td>{c.expiry}</td><td>{c.terms.map((t) => <div key={t}>{t}</div>)}</td><td>{c.article} {c.unsure && unsure}</td></tr>
                  ))}
                </tbody>
              </table>
            </Card>
            <Card title="办理动作" count={p.acts.length}>
              <table className="plain procedure">
                <thead><tr><th scope="col">动作</th><th scope="col">从</th><th scope="col">到</th><th scope="col">谁</th><th scope="col">要求</th><th scope="col">依据</th></tr></thead>
                <tbody>
                  {p.acts.map((a) => (
                    <tr key={a.name}><th scope="row">{a.title}</th><td>{from(a)}</td><td>{a.back ? '原环节' : a.to ? step(a.to) : <span className="zero">—</span>}</td><td>{a.by}</td><td>{a.terms.map((t) => <div key={t}>{t}</div>)}</td><td>{a.article} {a.unsure && unsure}</td></tr>
                  ))}
                </tbody>
              </table>
            </Card>
          </div>
        )
      }}
    </Loaded>
  )
}
