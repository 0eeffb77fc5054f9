import { useEffect, useState } from 'react'
import { asProblem, get, type Problem } from '../api/client'
import { Period } from '../face/Period'
import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { MidCut } from '../kit/MidCut'
import { total } from '../kit/format'
import { entryPath, sortOf, subjectPath, useSite, type Entry, type Listed } from './data'
import { summary } from './entry'

/** One sort of notice, the newest first. */
export default function NoticeList({ name }: { name: string }) {
  const base = '/api/public/notices/' + encodeURIComponent(name)
  const load = useLoad<Listed>(base)
  const site = useSite()
  const [more, setMore] = useState<{ items: Entry[]; next: string | null; busy?: boolean; problem?: Problem }>({ items: [], next: null })
  useEffect(() => setMore({ items: [], next: null }), [name])
  const d = load.data
  usePage(d ? sortOf(d.notice) : '公示公开', site?.office)
  if (load.problem)
    return (
      <div className="wrap">
        <h1 className="unseen">公示公开</h1>
        <Failed of={load.problem} retry={load.problem.status === 404 ? undefined : load.again} />
      </div>
    )
  if (!d) return <div className="wrap"><Waiting rows={10} /></div>
  const next = more.next ?? d.next
  const load20 = async () => {
    setMore((m) => ({ ...m, busy: true, problem: undefined }))
    try {
      const l = await get<Listed>(base, { cursor: next })
      setMore((m) => ({ items: [...m.items, ...l.items], next: l.next }))
    } catch (e) {
      setMore((m) => ({ ...m, busy: false, problem: asProblem(e) }))
    }
  }
  return (
    <div className="wrap">
      <h1 className="page-title">
        {sortOf(d.notice)} <i>{total(d.total)}</i>
      </h1>
      <p className="lead">
        {d.notice.help} <Link to="/open">下载整份数据</Link>
      </p>
      {d.notice.unsure && <p className="quiet small">公示依据和期限待本局法规机构核定。</p>}
      {d.items.length === 0 ? (
        <Empty title="现在没有正在公示的">公示期满的不再显示。</Empty>
      ) : (
        <ul className="card hits">
          {[...d.items, ...more.items].map((e) => (
            <li key={e.id} className="row listed">
              <Link className="grow" to={e.notice === 'registration_notice' ? subjectPath(e) : entryPath(e)}>
                <b>
                  <MidCut text={e.title} />
                </b>
                <span className="quiet small">
                  <MidCut text={e.labels.party_name ?? e.labels.holder_name ?? e.labels.address ?? ''} />
                </span>
                <span className="small clip2">{summary(e)}</span>
              </Link>
              <div className="days">
                <Period from={e.from} until={e.until || undefined} today={d.today} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {more.problem && <Failed of={more.problem} retry={load20} />}
      {next && (
        <p className="center">
          <button type="button" className="btn" disabled={more.busy} onClick={load20}>
            再看 20 条
          </button>
        </p>
      )}
    </div>
  )
}
