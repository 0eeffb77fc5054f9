import { MidCut } from '../kit/MidCut'
import { Status } from '../kit/Status'
import { statusTone } from '../api/tone'
import { Link, usePage, usePlace } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { entryPath, sortOf, subjectPath, useSite, type Entry, type Found } from './data'
import { SearchField } from './SearchField'

export default function Search() {
  const q = (usePlace().query.get('q') ?? '').trim()
  const site = useSite()
  usePage(q ? `查询“${q}”` : '查企业', site?.office)
  const found = useLoad<Found>(q ? '/api/public/search?q=' + encodeURIComponent(q) : '')
  const d = found.data
  const none = d && d.subjects.length + d.documents.length === 0
  return (
    <div className="wrap narrow">
      <h1 className="page-title">查企业</h1>
      <SearchField large at={q} />
      <p className="unseen" role="status">
        {d ? `查到 ${d.subjects.length} 户、${d.documents.length} 份文书` : ''}
      </p>
      {!q && (
        <p className="hint">
          可以输入名称的任意部分（至少两个字）、完整的统一社会信用代码，或处罚决定书、许可证的完整文号。
        </p>
      )}
      {found.problem && <Failed of={found.problem} retry={found.again} />}
      {q && !d && !found.problem && <Waiting />}
      {none && (
        <Empty title={`没有查到“${q}”`} act={<Link className="btn" to="/complain">投诉或举报它</Link>}>
          <p>请核对用字；代码和文号要输入完整。没有公示、公示期已满和本市没有登记的，都查不到。</p>
        </Empty>
      )}
      {d && d.documents.length > 0 && (
        <section>
          <h2>
            文书 <i>{d.documents.length}</i>
          </h2>
          <ul className="card hits">
            {d.documents.map((e) => (
              <li key={e.notice + e.id}>
                <Link to={e.about ? `${subjectPath(e.about)}?v=${e.notice}/${e.area}/${e.id}` : entryPath(e)}>
                  <b>{e.title}</b>
                  <span className="quiet small">
                    {sortOf(d.notices[e.notice])}　公示自 {e.from}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {d && d.subjects.length > 0 && (
        <section>
          <h2>
            企业 <i>{d.more ? `前 ${d.subjects.length} 户` : d.subjects.length}</i>
          </h2>
          <ul className="card hits">
            {d.subjects.map((e) => (
              <Hit key={e.id} e={e} />
            ))}
          </ul>
          {d.more && <p className="hint">还有更多，请输入更完整的名称或统一社会信用代码。需要全部数据，请用<Link to="/open">开放数据</Link>。</p>}
        </section>
      )}
    </div>
  )
}

function Hit({ e }: { e: Entry }) {
  const status = e.labels.status
  return (
    <li>
      <Link to={subjectPath(e)}>
        <span className="row">
          <b className="grow">
            <MidCut text={e.title} />
          </b>
          {status && <Status tone={statusTone(status)}>{status}</Status>}
        </span>
        <span className="quiet small row">
          <span className="nowrap">{String(e.values.uscc ?? '')}</span>
          <span className="grow">
            <MidCut text={e.labels.address ?? ''} />
          </span>
        </span>
      </Link>
    </li>
  )
}
