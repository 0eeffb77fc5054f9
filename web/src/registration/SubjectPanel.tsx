import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { asProblem, get } from '../api/client'
import { toDossier, toRecord } from '../api/paths'
import { statusTone } from '../api/tone'
import type { Dossier, Row } from '../api/types'
import { codeOf, evidence, first, named, statusOf } from '../api/words'
import { Copy } from '../kit/Bits'
import { day, int, parts } from '../kit/format'
import { Flag } from '../kit/Flag'
import { MidCut } from '../kit/MidCut'
import { Panel } from '../kit/Panel'
import { ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'

type Props = { row: Row; place: string; onUp?: () => void; onDown?: () => void; onClose: () => void; onOpen: () => void }

/** A look at one business without losing one's place in the list. */
export function SubjectPanel({ row, place, onUp, onDown, onClose, onOpen }: Props) {
  const d = useQuery({ queryKey: ['dossier', row.area, row.id, '', ''], queryFn: ({ signal }) => get<Dossier>(`/api/dossier/${encodeURIComponent(row.area)}/${encodeURIComponent(row.id)}`, undefined, signal) })
  const code = codeOf(row)
  const status = statusOf(row)
  const fields = d.data?.subject.fields
  const facts: [string[], string][] = [[named.person, '法定代表人'], [named.type, '主体类型'], [['capital'], '注册资本'], [named.since, '成立'], [['industry'], '行业'], [named.organ, '登记机关'], [named.place, '住所']]
  const title = (ns: string[], t: string) => fields?.find((f) => ns.includes(f.name))?.title ?? t
  return (
    <Panel
      label={row.title} place={place} onUp={onUp} onDown={onDown} onClose={onClose}
      foot={<Button onClick={onOpen} data-testid="open-dossier">打开一企一档 ⏎</Button>}
    >
      <section style={{ paddingTop: 8 }}>
        <h2>{row.title}</h2>
        <div className="row t13" style={{ gap: 2, lineHeight: '26px' }}>
          {code && <>{code}<Copy text={code} label="复制代码" /></>}
          <span className="grow" />
          {status && <Status tone={statusTone(status)}>{status}</Status>}
        </div>
        {(d.data?.flags?.length ?? 0) > 0 && (
          <div className="row wrap" style={{ gap: 6, paddingTop: 6 }}>
            {d.data!.flags!.map((f) => <Flag key={f.flag} level={f.level} why={evidence(f, fields)}>{f.title}</Flag>)}
          </div>
        )}
      </section>
      {d.isError && <section><ProblemBox of={asProblem(d.error)} /></section>}
      {d.isPending && <Skeleton rows={6} height={28} pad={20} />}
      {(d.data?.registers ?? []).filter((r) => r.count > 0).map((r) => (
        <section key={r.kind}>
          <h3>{r.title} {int(r.count)}<Link to={`${toDossier(row.area, row.id)}?tab=${r.kind}`}>全部</Link></h3>
          {(r.items ?? []).slice(0, 3).map((x) => (
            <div key={x.id} className="row t13" style={{ lineHeight: '26px', gap: 12 }}>
              <span className="grow"><Link to={toRecord(r.matter, r.kind, x.area, x.id)}><MidCut text={x.title || x.number || ''} /></Link></span>
              <span className="t2 nowrap">{x.number && x.number !== x.title ? x.number : ''}</span>
            </div>
          ))}
        </section>
      ))}
      <section>
        <h3>登记</h3>
        <dl className="kv" style={{ margin: 0, gridTemplateColumns: '76px 1fr' }}>
          {facts.filter(([ns]) => first(row, ns)).map(([ns, t]) => (
            <div key={t} style={{ display: 'contents' }}><dt>{title(ns, t)}</dt><dd style={{ lineHeight: '20px', padding: '3px 0' }}>{first(row, ns)}</dd></div>
          ))}
        </dl>
      </section>
      {(d.data?.timeline?.length ?? 0) > 0 && (
        <section>
          <h3>最近<Link to={toDossier(row.area, row.id)}>全部 {int(d.data!.timeline!.length)}</Link></h3>
          {d.data!.timeline!.slice(0, 4).map((t, i) => (
            <div key={t.act + i} className="row t13" style={{ lineHeight: '26px', gap: 12 }}>
              <span className="t2 nowrap">{day(t.effective || parts(t.at).day)}</span>
              <span className="nowrap">{t.kind_title}</span>
              <span className="grow cut">{t.title}</span>
            </div>
          ))}
        </section>
      )}
    </Panel>
  )
}
