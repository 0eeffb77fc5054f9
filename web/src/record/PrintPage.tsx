import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { useNavigate, useParams } from 'react-router'
import { asProblem } from '../api/client'
import { recordQuery, useKind, useMe, useMeta, useTimeline } from '../api/queries'
import type { FullRow } from '../api/types'
import { valueText } from '../kit/field/value'
import { dayTime } from '../kit/format'
import { ErrorState, Skeleton } from '../kit/States'
import './print.css'

/** A record on paper: facts, acts, who printed it and when it was so; of some kinds a sheet that their matter draws. */
export default function PrintPage({ sheets = {} }: { sheets?: Record<string, ComponentType<{ row: FullRow; foot: string }>> }) {
  const { matter = '', kind = '', area = '', id = '' } = useParams()
  const go = useNavigate()
  const meta = useMeta().data
  const me = useMe().data
  const decl = useKind(kind)
  const rec = useQuery(recordQuery(matter, kind, area, id))
  const tl = useTimeline(matter, kind, area, id)
  if (rec.isError) return <ErrorState of={asProblem(rec.error)} retry={() => rec.refetch()} />
  if (!rec.data || !decl.data || !meta) return <Skeleton rows={12} />
  const { row } = rec.data
  const masked = new Set(row.masked ?? [])
  const foot = `${meta.city.name}　第 ${row.rev} 版，更新于 ${dayTime(row.updated_at)}　${me?.person?.name ?? me?.account} 打印于 ${dayTime(new Date().toISOString())}`
  const Own = sheets[kind]
  return (
    <div className="page scroll inner">
      <div className="phead noprint">
        <h1>打印 {decl.data.title}</h1>
        <div className="acts"><Button onClick={() => go(-1)}>返回</Button><Button type="primary" onClick={() => window.print()}>打印</Button></div>
      </div>
      {Own ? <Own row={row} foot={foot} /> : <article className="sheet" data-testid="sheet">
        <h1>{decl.data.title}</h1>
        <p className="no">{row.number || row.title}{row.labels?.state && `（${row.labels.state}）`}</p>
        <table>
          <tbody>
            {decl.data.fields.filter((f) => f.readable !== false).map((f) => (
              <tr key={f.name}><th scope="row">{f.title}</th><td>{masked.has(f.name) ? '（遮蔽）' : row.labels?.[f.name] || valueText(f, row.values?.[f.name]) || '—'}</td></tr>
            ))}
          </tbody>
        </table>
        {(tl.data?.items?.length ?? 0) > 0 && (
          <>
            <h2>办理经过</h2>
            <table>
              <tbody>
                {[...tl.data!.items!].sort((a, b) => (a.at < b.at ? -1 : 1)).map((e) => (
                  <tr key={e.act}><th scope="row">{dayTime(e.at)}</th><td>{e.title}{e.reason ? `。${e.reason}` : ''}</td><td>{[e.actor?.name, e.actor?.unit].filter(Boolean).join(' · ')}</td></tr>
                ))}
              </tbody>
            </table>
          </>
        )}
        <footer>{foot}　内部资料，不作证明使用</footer>
      </article>}
    </div>
  )
}
