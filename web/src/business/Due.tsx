import { usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import type { Due } from './api'
import { Card, Head, How, Near, Todo } from './parts'

export function DueTable({ items, today }: { items: Due[]; today: string }) {
  return (
    <table className="tab stack due">
      <thead>
        <tr><th>状态</th><th>事项</th><th>文号或编号</th><th>到期</th><th>怎样算</th><th><span className="unseen">办理</span></th></tr>
      </thead>
      <tbody>
        {items.map((d) => (
          <tr key={d.rule + d.record.id + d.on}>
            <td><Near of={d} /></td>
            <td className="main">{d.title}</td>
            <td className="of">{d.of}</td>
            <td className="nowrap">{d.on.slice(0, 4) === today.slice(0, 4) ? d.on.slice(5) : d.on} {d.weekday}</td>
            <td><How of={d} /></td>
            <td className="end"><Todo of={d} today={today} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function DuePage() {
  usePage('我的事项')
  const { data, problem, again } = useLoad<{ today: string; items: Due[] }>('/api/business/due')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  return (
    <>
      <Head title="我的事项" note={<span className="quiet">从本局所记的许可、登记和通知算出；怎样算，点开看</span>} />
      <Card title="到期事项" count={data.items.length} foot="只列本局手里有数据的。其他部门的期限、合同的期限不在这里。">
        {data.items.length ? <DueTable items={data.items} today={data.today} /> : <Empty title="没有将到期的事项" />}
      </Card>
    </>
  )
}
