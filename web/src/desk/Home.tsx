import { Button, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { actFor } from '../api/behalf'
import { asProblem } from '../api/client'
import { useWaiting, type WaitingItem } from '../api/desk'
import { toList, toNewBatch } from '../api/paths'
import { mayCollect, useMe, useMeta } from '../api/queries'
import type { Me, Meta } from '../api/types'
import { Card, PageHead } from '../kit/Bits'
import { dueStatus, dueWords, groupNames, groupOf, weekEnd, type Group } from '../kit/due'
import { recent, shortDay, weekday } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { adminPages } from './AdminNav'
import { AreaFigures } from './AreaFigures'
import { Orders } from './Orders'
import { Recent } from './Recent'
import { Shortcuts } from './Shortcuts'
import './home.css'

/** 工作台: what waits for me, my area in numbers, what changed there, where I often go. */
export default function Home() {
  const me = useMe().data
  const meta = useMeta().data
  const go = useNavigate()
  const quiet = few(useWaiting().data)
  if (!me || !meta) return <Skeleton rows={10} />
  const collects = mayCollect(meta)
  return (
    <>
      <PageHead
        title="工作台"
        sub={<>{meta.today} {weekday(meta.today)}</>}
        acts={me.duty === 'business' && collects && <Button type="primary" onClick={() => go(toNewBatch)}>导入文件</Button>}
      />
      {me.duty === 'business' ? (
        <div className="home">
          <div className="col work">
            <Waiting today={meta.today} />
            <Orders today={meta.today} />
            {quiet && <Recent today={meta.today} />}
          </div>
          <div className="col">
            <AreaFigures meta={meta} />
            {!quiet && <Recent today={meta.today} />}
            <Shortcuts meta={meta} />
          </div>
        </div>
      ) : (
        <div className="home">
          <div className="col work"><Waiting today={meta.today} admin /><Pages me={me} meta={meta} /></div>
          <div className="col"><Duties duty={me.duty} /></div>
        </div>
      )}
    </>
  )
}

/** So little waits that what happened in the area has room below it. */
const few = (w: { count: number } | undefined) => !!w && w.count <= 6

const order: Group[] = ['late', 'today', 'week', 'later', 'open']

/** What waits, in due order: status, what, number, title, whose and day each make one column down the card. */
function Waiting({ today, admin }: { today: string; admin?: boolean }) {
  const w = useWaiting()
  const [by, setBy] = useState('due')
  const groups = useMemo(() => {
    const items = w.data?.items ?? []
    const out = new Map<string, WaitingItem[]>()
    for (const i of items) {
      const g = by === 'due' ? groupOf(i.due, today) : i.what
      out.set(g, [...(out.get(g) ?? []), i])
    }
    return by === 'due' ? order.filter((g) => out.has(g)).map((g) => [g, out.get(g)!] as const) : [...out]
  }, [w.data, by, today])
  const note = (g: string) => (g === 'today' ? shortDay(today) : g === 'week' ? `至 ${shortDay(weekEnd(today))}` : '')
  const n = w.data?.count ?? 0
  return (
    <Card
      title="待办" count={w.data ? n : ''} flex className={few(w.data) ? 'waiting few' : 'waiting'}
      more={n > 1 && <>{!admin && <Link to="/tasks" className="t12" style={{ marginRight: 12 }}>全部待办</Link>}<Segmented size="small" value={by} onChange={(v) => setBy(String(v))} options={[{ value: 'due', label: '按到期' }, { value: 'what', label: '按事项' }]} /></>}
    >
      {w.isError ? <ErrorState of={asProblem(w.error)} retry={() => w.refetch()} /> : !w.data ? <Skeleton rows={8} /> : n === 0 ? (
        <EmptyState tight title="没有等待您办理的事项">
          {admin ? '需要您复核或处理的事项会列在这里。' : '领导交办、经营主体的异议、疑似重复、隔离待改的行、需要您复核的授权会按到期先后列在这里；现在都已办完。'}
        </EmptyState>
      ) : (
        <div className="todo" data-testid="todo">
          {groups.map(([g, items]) => (
            <div key={g} className="g">
              <div className={`gh ${g}`}><b>{groupNames[g as Group] ?? g}</b><span>{items.length}</span><span className="more">{by === 'due' && note(g)}</span></div>
              {items.map((i) => <Line key={i.sort + i.link} item={i} today={today} />)}
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}

function Line({ item: i, today }: { item: WaitingItem; today: string }) {
  const s = i.due ? dueStatus(i.due, today) : { tone: i.tone, word: i.word }
  return (
    <div className="ln" data-testid="todo-line">
      <span><Status tone={s.tone}>{s.word}</Status></span>
      <span className="t2">{i.what}</span>
      <span className="cut">{i.number ? <Link to={i.link} onClick={(e) => { if (i.for) { e.preventDefault(); actFor(i.for, i.link) } }}>{i.number}</Link> : <span className="zero">—</span>}</span>
      <span className="ttl">{i.number ? <MidCut text={i.title} /> : <Link to={i.link}><MidCut text={i.title} tail={10} /></Link>}</span>
      <span className="t2 ttl">{i.subject ? <MidCut text={i.subject} /> : <span>{i.from}</span>}{i.due && i.word && <span className="flag warn">{i.word}</span>}{i.for && <span className="flag">代 {i.for.name}</span>}</span>
      <span className="r t2 nowrap">{i.due ? dueWords(i.due, today) : recent(i.at, today)}</span>
    </div>
  )
}

/** The pages of an administrator, each with what it is for. */
const Pages = ({ me, meta }: { me: Me; meta: Meta }) => (
  <Card title="我的页面">
    <div className="pages">
      {adminPages(me, meta).map((p) => <Link key={p.to} to={p.to}><b>{p.title}</b><span>{p.note}</span></Link>)}
    </div>
  </Card>
)

const duties = {
  system: ['系统管理员', '建立和停用账号、查看运行状况、备份与升级。不查看业务数据，不授予权限。'],
  security: ['安全管理员', '按书面依据授予和收回权限，须另一人复核后生效。不查看业务数据，不建立账号。'],
  audit: ['审计管理员', '查看登录、授权与办理的留痕，核对账本。不查看业务数据，不作更改。'],
  business: ['', ''],
} as const

function Duties({ duty }: { duty: keyof typeof duties }) {
  const meta = useMeta().data
  const [title, text] = duties[duty]
  const kinds = (meta?.matters ?? []).flatMap((m) => (m.kinds ?? []).filter((k) => k.may?.includes('read')).map((k) => ({ m, k })))
  return (
    <Card title={title} pad>
      <p style={{ margin: '0 0 12px' }}>{text}</p>
      {kinds.length > 0 && (
        <div className="row wrap" style={{ gap: 16 }}>
          {kinds.map(({ m, k }) => <Link key={k.name} to={toList(m.name, k.name)}>{k.title}</Link>)}
        </div>
      )}
    </Card>
  )
}
