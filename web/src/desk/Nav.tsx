import { NavLink, useLocation, useParams } from 'react-router'
import { toBatches, toComplaints, toExchanges, toIntake, toList, toReports, toSubjects } from '../api/paths'
import { findKind, mayCollect, subjectKind } from '../api/queries'
import type { Me, Meta, MetaMatter } from '../api/types'
import { useWaiting } from '../api/desk'
import { AdminNav, adminPages } from './AdminNav'

const groups: { title: string; holds: string[] }[] = [
  { title: '综合', holds: ['practice'] },
  { title: '专业', holds: ['sector'] },
  { title: '看板', holds: ['view'] },
  { title: '管理', holds: ['kernel', 'platform'] },
]

/** The tree of the bureau's work, as far as this person may use it. */
export function Nav({ me, meta }: { me: Me; meta?: Meta }) {
  const business = me.duty === 'business'
  return (
    <nav className="nav" aria-label="功能">
      <div className="tree">
        <Item to="/" end title="工作台" note={business ? <WaitingNote /> : undefined} />
        {business && <Item to="/tasks" title="待办与督办" />}
        {business && subjectKind(meta) && <Item to={toSubjects} also="/dossier/" title="监管对象" />}
        {groups.map((g) => {
          const matters = (meta?.matters ?? []).filter((m) => g.holds.includes(m.group) && m.name !== 'collect' && readable(m).some((k) => k.name !== subjectKind(meta)?.kind.name))
          const collects = g.title === '综合' && business && mayCollect(meta)
          const admin = g.title === '管理' && adminPages(me, meta).length > 0
          if (matters.length === 0 && !collects && !admin) return null
          return (
            <div key={g.title} role="group" aria-label={g.title}>
              <div className="grp">{g.title}</div>
              {collects && <Item to={toBatches} sub title="数据归集" />}
              {admin && <AdminNav me={me} meta={meta} item={(to, title) => <Item key={to} to={to} sub title={title} />} />}
              {matters.map((m) => (
                <Matter key={m.name} matter={m} meta={meta} />
              ))}
            </div>
          )
        })}
      </div>
      <div className="foot">
        {meta?.demo && <div>演示数据，均为虚构</div>}
        {meta && <div>{meta.product} {meta.version}</div>}
      </div>
    </nav>
  )
}

const readable = (m: MetaMatter) => (m.kinds ?? []).filter((k) => k.may?.includes('read'))

function WaitingNote() {
  const w = useWaiting()
  return w.data && w.data.count > 0 ? <>{w.data.count}</> : null
}

/** Matters with screens of their own before their registers; the first is where the matter opens. One that not every reader may open says who may. */
const desks: Record<string, { to: string; title: string; if?: (m: MetaMatter) => boolean }[]> = {
  complaint: [
    { to: toComplaints, title: '工作台' },
    { to: toIntake({}), title: '登记来件', if: (m) => !!m.kinds.find((k) => k.name === 'complaint')?.may.includes('create') },
    { to: toExchanges, title: '上级平台往来', if: (m) => m.screens.includes('exchange') },
  ],
  report: [{ to: toReports, title: '按报告期' }, { to: toList('report', 'report'), title: '全部报表' }] }

function Matter({ matter, meta }: { matter: MetaMatter; meta?: Meta }) {
  const { matter: atMatter, kind: atKind } = useParams()
  const { pathname } = useLocation()
  const subject = subjectKind(meta)
  // The businesses themselves stand above, as 监管对象.
  const kinds = readable(matter).filter((k) => k.name !== subject?.kind.name)
  const here = atMatter === matter.name || (pathname.startsWith('/kind/') && findKind(meta, atKind ?? '')?.matter.name === matter.name)
  const first = kinds[0]
  const own = desks[matter.name]?.filter((x) => !x.if || x.if(matter))
  return (
    <>
      <Item to={own ? own[0].to : toList(matter.name, first.name)} sub title={kinds.length === 1 ? first.title : matter.title} on={here && kinds.length === 1} off={kinds.length > 1 || !!own} />
      {own && (here || pathname.startsWith(own[0].to)) && own.map((x) => <Item key={x.to} to={x.to} sub2 end title={x.title} />)}
      {(here || (own && pathname.startsWith(own[0].to))) && kinds.length > 1 && kinds.map((k) => <Item key={k.name} to={toList(matter.name, k.name)} sub2 title={k.title} on={atKind === k.name} />)}
    </>
  )
}

function Item({ to, title, sub, sub2, end, note, on, off, also }: {
  to: string; title: string; sub?: boolean; sub2?: boolean; end?: boolean; note?: React.ReactNode; on?: boolean; off?: boolean; also?: string
}) {
  const { pathname } = useLocation()
  return (
    <NavLink
      to={to}
      end={end}
      className={({ isActive }) => [sub ? 'sub' : sub2 ? 'sub2' : '', !off && (on ?? (isActive || (also && pathname.startsWith(also)))) ? 'on' : ''].join(' ')}
    >
      <span className="cut" title={title}>{title}</span>
      {note !== undefined && note !== null && <i>{note}</i>}
    </NavLink>
  )
}
