import { Link, usePage } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { dayTime } from '../kit/format'
import { at, fileOf, toObject, type Full, type Ref } from './api'
import { Card, FileLink, Head } from './parts'

/** A record the bureau holds: every field with whose it is, and a way to object to it. */
export function RecordPage({ kind, of }: { kind: string; of: Ref }) {
  const { data, problem, again } = useLoad<Full>(at(kind, of))
  usePage(data?.record.title ?? '局里的记录')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting rows={10} />
  return (
    <>
      <Head
        crumb={<><Link to="/business/holdings">局里的记录</Link> › {data.kind_title}</>} title={data.record.title}
        note={<span className="quiet">来自 {data.from}，{data.updated} 更新</span>}
        act={data.objects && <Link className="btn" to={toObject(kind, of)}>对整条提出异议</Link>}
      />
      <div className="two">
        <div className="col">
          <Card title="所记内容" id="fields">
            <table className="tab fields">
              <thead><tr><th>字段</th><th>所记</th><th>归谁</th><th>记于</th>{data.objects && <th><span className="unseen">异议</span></th>}</tr></thead>
              <tbody>
                {data.fields.map((f) => (
                  <tr key={f.name}>
                    <th scope="row">{f.title}</th>
                    <td className={f.multiline ? 'long' : undefined}>{f.masked ? <span className="quiet">不显示</span> : fileOf(f.value) ? <FileLink of={fileOf(f.value)!} /> : f.label}{f.unit && f.label && f.type !== 'money' && ` ${f.unit}`}</td>
                    <td className="quiet nowrap">{f.from}</td>
                    <td className="nowrap">{f.at}</td>
                    {data.objects && <td className="end">{!f.masked && <Link to={toObject(kind, of, f.name)} aria-label={`有异议：${f.title}`}>有异议</Link>}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        </div>
        <div className="col">
          {data.help && <Card title="这是什么" id="help"><p className="pad small">{data.help}</p></Card>}
          <Timeline of={data} />
        </div>
      </div>
    </>
  )
}

/** What was done on a record, newest first; each is a line in the ledger. */
export function Timeline({ of }: { of: Full }) {
  return (
    <Card title="办理过程" count={of.timeline.length} id="timeline">
      <ol className="steps">
        {of.timeline.map((s) => (
          <li key={s.act}>
            <b>{s.title}</b> <span className="small quiet">{dayTime(s.at)}</span>
            <div className="small">{s.by}</div>
            {s.reason && <div className="small">理由：{s.reason}</div>}
            <div className="small quiet">{s.seq === null ? '等待编入留痕账本' : `留痕账本第 ${s.seq} 号`}</div>
          </li>
        ))}
      </ol>
    </Card>
  )
}
