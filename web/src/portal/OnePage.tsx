import { useEffect } from 'react'
import { Period } from '../face/Period'
import { Link, usePage } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { key, sortOf, subjectPath, useSite, type Entry, type Notice, type One } from './data'
import { ProofPanel } from './ProofPanel'
import { useProofs } from './useProof'

/** One published record with everything that is published of it, and its proof. */
export default function OnePage({ notice, area, id }: { notice: string; area: string; id: string }) {
  const load = useLoad<One>(`/api/public/notices/${encodeURIComponent(notice)}/${encodeURIComponent(area)}/${encodeURIComponent(id)}`)
  const site = useSite()
  usePage(load.data?.entry.title ?? '公示信息', site?.office)
  if (load.problem)
    return (
      <div className="wrap">
        <h1 className="unseen">公示信息</h1>
        <Failed of={load.problem} retry={load.problem.status === 404 ? undefined : load.again} />
      </div>
    )
  const d = load.data
  if (!d) return <div className="wrap"><Waiting rows={8} /></div>
  return <Shown e={d.entry} n={d.notice} today={d.today} />
}

function Shown({ e, n, today }: { e: Entry; n: Notice; today: string }) {
  const { by, run } = useProofs()
  useEffect(() => void run(e), [e, run])
  return (
    <div className="biz one">
      <div className="biz-main">
        <p className="quiet">{sortOf(n)}</p>
        <h1 className="page-title">{e.title}</h1>
        <div className="one-period">
          <Period from={e.from} until={e.until || undefined} today={today} word="公示" />
        </div>
        <dl className="card sheet-facts">
          {n.fields.map(
            (f) =>
              (e.labels[f.name] || e.masked.includes(f.name)) && (
                <div key={f.name}>
                  <dt>{f.title}</dt>
                  <dd>
                    {e.labels[f.name] ?? '不公开'}
                    {f.type === 'money' && e.labels[f.name] && !/[元a-zA-Z]/.test(e.labels[f.name]!) && '元'}
                    {e.masked.includes(f.name) && <span className="quiet small">　依法遮盖</span>}
                  </dd>
                </div>
              ),
          )}
        </dl>
        <p className="quiet small after">
          {n.unsure ? '公示依据和期限待本局法规机构核定。' : `公示依据：${n.basis}。`}
          {e.about && (
            <>
              {' '}
              <Link to={subjectPath(e.about)}>看这家企业的全部公示信息</Link>
            </>
          )}
        </p>
      </div>
      <aside>
        <div className="card">
          <ProofPanel entry={e} notice={n} of={by[key(e)]} again={() => void run(e)} close={() => history.back()} />
        </div>
      </aside>
    </div>
  )
}
