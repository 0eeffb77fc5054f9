import { EnvironmentOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import { statusTone } from '../api/tone'
import type { Dossier, Field } from '../api/types'
import { codeOf, evidence, first, label, named, statusOf } from '../api/words'
import { Copy } from '../kit/Bits'
import { day } from '../kit/format'
import { Flag } from '../kit/Flag'
import { Status } from '../kit/Status'

/** The first card: who, where, what to beware of. */
export function Identity({ d, fields, today, annotate }: { d: Dossier; fields: Field[]; today: string; annotate?: (field: string) => string }) {
  const s = d.subject
  const code = codeOf(s)
  const unnamed = (d.undated ?? s.undated ?? []).includes('name')
  const status = statusOf(s)
  const est = first(s, named.since)
  const type = first(s, named.type)
  const capital = label(s, 'capital')
  const former = Array.isArray(s.values.former_names) ? (s.values.former_names as unknown[]).map(String) : []
  const people: [string, string][] = [named.person, ['county'], named.organ]
    .map((ns): [string, string] => [fields.find((f) => ns.includes(f.name))?.title ?? '', first(s, ns)])
    .filter(([t, v]) => t && v)
  const address = first(s, named.place)
  const masked = new Set(s.masked ?? [])
  return (
    <section className="card ident" aria-label="身份" data-testid="identity">
      <div>
        <div className="row" style={{ gap: 12 }}>
          <h2>{unnamed ? d.name : s.title}</h2>
          {unnamed && <span className="t2">今名；那天的名称不详</span>}
          {status && <Status tone={statusTone(status)}>{status}</Status>}
        </div>
        <div className="row t13 wrap" style={{ lineHeight: '26px', gap: '0 12px' }}>
          {code ? <span className="row" style={{ gap: 2 }}><span style={{ fontSize: 14 }}>{code}</span><Copy text={code} label="复制代码" /></span> : unnamed ? <span className="t2">统一社会信用代码不详</span> : <span className="ochre">没有统一社会信用代码</span>}
          {type && <span className="t2">{type}</span>}
          {est && <span className="t2">{day(est)} 成立{age(est, today)}</span>}
          {capital && <span className="t2">{capital}</span>}
        </div>
        <div className="row wrap" style={{ gap: 6, marginTop: 4, minHeight: 20 }}>
          {(d.flags ?? []).map((f) => <Flag key={f.flag} level={f.level} why={evidence(f, fields)}>{f.title}</Flag>)}
          {(d.flags ?? []).length === 0 && <span className="t12 t2">没有业态标记</span>}
          {former.length > 0 && <span className="t12 t2">曾用名 {former.join('、')}</span>}
        </div>
      </div>
      <dl>
        {people.map(([t, v]) => <div key={t} style={{ display: 'contents' }}><dt>{t}</dt><dd>{v}</dd></div>)}
        {masked.size > 0 && people.length < 3 && <div style={{ display: 'contents' }}><dt>遮蔽</dt><dd className="t2">{fields.filter((f) => masked.has(f.name)).map((f) => f.title).join('、')}</dd></div>}
      </dl>
      {address && (
        <dl style={{ gridTemplateColumns: '1fr' }}>
          <dt className="row">住所{annotate && <Link to={annotate('address')} className="t12" data-testid="address-wrong">与实际不符</Link>}</dt>
          <dd style={{ whiteSpace: 'normal', lineHeight: '20px' }}><EnvironmentOutlined style={{ color: 'var(--ink-2)', marginRight: 4 }} />{address}</dd>
        </dl>
      )}
    </section>
  )
}

function age(est: string, today: string) {
  const y = Number(today.slice(0, 4)) - Number(est.slice(0, 4)) - (today.slice(5) < est.slice(5) ? 1 : 0)
  return y >= 1 ? `，满 ${y} 年` : ''
}
