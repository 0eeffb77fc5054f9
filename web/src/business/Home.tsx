import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { Status } from '../kit/Status'
import { page, toObject, type Home, type Me } from './api'
import { Card, Head, Way } from './parts'
import { DueTable } from './Due'
import { GuidanceTable } from './Guidance'
import { TalkTable } from './Talks'
import { HoldingTable } from './Holdings'
import { NoticeTable } from './Notices'
import { groups, open, standing, stations, text, unread } from './words'

/** What there is to do first, then what has arrived, then what waits for others; at the right what the bureau holds. */
export function HomePage({ me }: { me: Me }) {
  usePage('首页', me.subject.name)
  const { data, problem, again } = useLoad<Home>('/api/business/home')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting rows={10} />
  const n = groups(data.due)
  const toSign = data.notices.find(unread) ?? data.notices.find((x) => text(x, 'receipt') === 'opened' && text(x, 'sign_by'))
  return (
    <>
      <Head
        title="首页"
        note={<>
          {n.over > 0 && <Status tone="over">已过 {n.over}</Status>}
          <Status tone="soon">30 日内 {n.soon}</Status>
          <Status tone="ok">以后 {n.later}</Status>
        </>}
        act={toSign && !me.ended && <Link className="btn btn-primary" to={page('notice', toSign)}>{unread(toSign) ? '打开通知' : '签收通知'}</Link>}
      />
      <div className="two">
        <div className="col">
          <Card title="我的事项" count={data.due.length} more={<Link to="/business/due">全部</Link>}>
            {data.due.length > 0 ? <DueTable items={data.due.slice(0, 8)} today={data.today} /> : <Empty title="没有将到期的事项">许可的有效期、年度报告、通知的签收期限会列在这里。</Empty>}
          </Card>
          {data.guidance.some((x) => x.running?.length || x.step === 'called' || x.step === 'due') && (
            <Card title="责令改正与指导" count={data.guidance.length} more={<Link to="/business/guidance">全部</Link>}>
              <GuidanceTable items={data.guidance.slice(0, 4)} />
            </Card>
          )}
          {data.talks.some((x) => x.step === 'asked') && (
            <Card title="在线协商" count={data.talks.length} more={<Link to="/business/talks">全部</Link>} foot="消费者先与您协商；协商中消费者随时可以向市场监管部门投诉，协商随即结束。">
              <TalkTable items={data.talks.filter((x) => x.step === 'asked').slice(0, 4)} />
            </Card>
          )}
          <Card title="通知" count={data.notices.length} more={<Link to="/business/notices">全部</Link>} foot="通知到达企业端即记入到达时间；打开、签收各是一次留痕。">
            {data.notices.length > 0 ? <NoticeTable items={data.notices.slice(0, 4)} /> : <Empty title="还没有通知">本局发给您的通知会到达这里。</Empty>}
          </Card>
          <Card title="异议" count={data.objections.length} more={!me.ended && <Link to="/business/objections">提出异议</Link>}>
            {data.objections.length > 0 ? data.objections.filter((o, i) => open(o) || i === 0).slice(0, 3).map((o) => {
              const s = standing(o)
              return (
                <div className="objection" key={o.id}>
                  <div className="grow">
                    <div><Link to={page('objection', o)}><b>{o.number}</b></Link>　<Status tone={s.tone}>{s.word}</Status></div>
                    <p className="clip">{o.title}：应为 {text(o, 'should_be')}</p>
                  </div>
                  <Way of={stations(o)} />
                </div>
              )
            }) : <Empty title="没有提出过异议">局里的记录有不对的，可以从那条记录或那个字段提出。</Empty>}
          </Card>
        </div>
        <div className="col">
          <Card title="局里的记录" count={data.holdings.reduce((a, h) => a + h.count, 0)} foot="每条都写明来源和更新日，可以提异议。">
            <HoldingTable items={data.holdings} short />
          </Card>
          <Card title="登记的住所" more={!me.ended && <Link to={toObject('business', data.subject, 'address')}>有异议</Link>} id="address">
            <p className="pad">{data.subject.labels.address || '没有登记住所'}</p>
          </Card>
          <Card title="联系人" count={data.contacts.length} more={<Link to="/business/contacts">{me.ended ? '全部' : '变更'}</Link>}>
            {data.contacts.length > 0 ? (
              <dl className="pairs">
                {data.contacts.slice(0, 4).map((c) => (
                  <div key={c.id}><dt>{c.title}</dt><dd>{text(c, 'name')} {text(c, 'phone')}</dd></div>
                ))}
              </dl>
            ) : <Empty title="还没有联系人">本局有事会找这里写的人。</Empty>}
          </Card>
        </div>
      </div>
    </>
  )
}
