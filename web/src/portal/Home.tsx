import { Icon, type IconName } from '../face/Icon'
import { Link, usePage } from '../face/route'
import { Failed } from '../face/States'
import type { Load } from '../face/useLoad'
import { int, parts, total } from '../kit/format'
import { sortOf, type Site } from './data'
import { SearchField } from './SearchField'

const Door = ({ to, icon, title, what, fresh }: { to: string; icon: IconName; title: string; what: string; fresh?: string }) => (
  <Link className="door" to={to}>
    <Icon name={icon} size={30} />
    <span className="grow">
      <b>{title}</b>
      <span className="what">{what}</span>
      <span className="fresh">{fresh}</span>
    </span>
    <Icon name="forward" size={18} />
  </Link>
)

/** 今天 06:00, else the day. */
function when(iso: string, today: string) {
  const p = parts(iso)
  return p.day === today ? `今天 ${p.time}` : p.day
}

export function Home({ site }: { site: Load<Site> }) {
  const d = site.data
  usePage('查企业、看公示', d?.office)
  const subject = d?.notices.find((n) => n.subject)
  const others = (d?.notices ?? []).filter((n) => !n.subject && n.count > 0)
  const call = d?.about.hotline
  return (
    <div className="home">
      <h1>查一家企业，办一件事</h1>
      <SearchField large />
      <nav className="doors" aria-label="办事入口">
        <Door to="/search" icon="building" title="查企业" what="登记、许可、处罚" fresh={subject && (subject.count > 0 ? `${total(subject)} 户，${when(subject.newest, d!.today)} 更新` : '还没有公示')} />
        <Door to="/complain" icon="message" title="我要投诉举报" what="消费纠纷，或举报违法行为" fresh="不用注册，约 5 分钟" />
        <Door to="/progress" icon="clock" title="查进度" what="投诉、举报办到哪一步" fresh="用回执上的查询码" />
        <Door to="/open" icon="paper" title="公示公开" what="公示信息、开放数据" fresh={d && (others.map((n) => `${sortOf(n).replace(/^行政/, '')} ${int(n.count)}${n.exact ? '' : '+'} 条`).join('，') || '还没有公示')} />
      </nav>
      {call && (
        <p className="call">
          <Icon name="phone" size={22} />
          <span>
            打电话 <a href={'tel:' + call.number}>{call.number}</a>
          </span>
          <span className="quiet small">{call.title}</span>
        </p>
      )}
      {site.problem && !d && <Failed of={site.problem} retry={site.again} />}
    </div>
  )
}
