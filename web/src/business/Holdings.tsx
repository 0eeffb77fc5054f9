import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { page, toObject, type Holding, type List } from './api'
import { Card, Head } from './parts'

const to = (h: Holding) => (h.only ? page(h.kind, h.only) : `/business/holdings/${h.kind}`)

export function HoldingTable({ items, short }: { items: Holding[]; short?: boolean }) {
  return (
    <table className="tab">
      <thead><tr><th>类别</th><th>来自</th><th>更新</th><th className="num">条</th></tr></thead>
      <tbody>
        {items.map((h) => (
          <tr key={h.kind}>
            <td className="kind"><Link to={to(h)}>{h.title}</Link></td>
            <td className="quiet from">{h.from.slice(0, short ? 1 : 6).join('、')}{short && h.from.length > 1 && ` 等 ${h.from.length} 家`}</td>
            <td className="nowrap">{short ? h.updated.slice(5) : h.updated}</td>
            <td className="num">{h.count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Holdings() {
  usePage('局里的记录')
  const { data, problem, again } = useLoad<{ items: Holding[] }>('/api/business/holdings')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  return (
    <>
      <Head title="局里的记录" note={<span className="quiet">本局关于您的全部记录：从哪来、多新、多少条</span>} />
      <Card title="按类别" count={data.items.reduce((n, h) => n + h.count, 0)} foot="点开一条记录，每个字段都写明归谁、何时所记；不对的，就从那里提出异议。本局内部使用的标签不在其中。">
        <HoldingTable items={data.items} />
      </Card>
    </>
  )
}

export function OneKind({ kind }: { kind: string }) {
  const { data, problem, again } = useLoad<List>(`/api/business/records/${kind}`)
  usePage(data?.title ?? '局里的记录')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  const columns = data.columns.slice(0, 5)
  return (
    <>
      <Head crumb={<Link to="/business/holdings">局里的记录</Link>} title={data.title} note={<span className="quiet">{data.items.length} 条，新的在前</span>} />
      <Card title="记录" count={data.items.length} foot={data.help}>
        {data.items.length === 0 ? <Empty title="没有这类记录" /> : (
          <table className="tab stack">
            <thead><tr>{columns.map((c) => <th key={c.name} className={c.type === 'money' ? 'num' : undefined}>{c.title}</th>)}<th><span className="unseen">异议</span></th></tr></thead>
            <tbody>
              {data.items.map((i) => (
                <tr key={i.id}>
                  {columns.map((c, at) => (
                    <td key={c.name} className={[c.type === 'money' ? 'num' : '', at === 0 ? 'main' : ''].join(' ')}>
                      {at === 0 ? <Link to={page(data.kind, i)}>{i.labels[c.name] || i.title}</Link> : i.labels[c.name] || <span className="quiet">—</span>}
                    </td>
                  ))}
                  <td className="end"><Link to={toObject(data.kind, i)} aria-label={`有异议：${i.title}`}>有异议</Link></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </>
  )
}
