import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api/client'
import { toList, toSubjects } from '../api/paths'
import { path, subjectKind, useFacets, useKind, useOptions } from '../api/queries'
import type { Meta } from '../api/types'
import { kind as directive } from '../directives'
import { Card } from '../kit/Bits'
import { int } from '../kit/format'

type Count = { count: number; exact: boolean }

/** Totals of one kind under several filters, each asked and kept by itself. */
function useCounts(asks: { matter: string; kind: string; filter: string }[]) {
  return useQueries({
    queries: asks.map((a) => ({
      queryKey: ['total', a.matter, a.kind, a.filter, ''],
      queryFn: () => get<Count>(path(a.matter, a.kind) + '/total', { filter: a.filter }),
      staleTime: 60_000,
      retry: false,
    })),
  })
}

/** My area in numbers: every figure opens the records that make it. */
export function AreaFigures({ meta }: { meta: Meta }) {
  const subject = subjectKind(meta)
  const decl = useKind(subject?.kind.name).data
  const status = decl?.fields.find((f) => f.name === 'status')
  const county = decl?.fields.find((f) => f.name === 'county')
  const shares = useFacets(subject?.matter.name ?? '', subject?.kind.name ?? '', 'status', !!status)
  const statuses = useOptions(status).filter((o) => !o.until && (!shares.data || shares.data.some((x) => x.value === o.value && x.count > 0))).slice(0, 3)
  const at = subject ? { matter: subject.matter.name, kind: subject.kind.name } : null
  const kinds = meta.matters
    .filter((m) => m.group === 'practice' || m.group === 'sector')
    .flatMap((m) => (m.kinds ?? []).filter((k) => k.may?.includes('read') && k.name !== subject?.kind.name && k.name !== directive).map((k) => ({ m, k })))
    .slice(0, 4)
  const asks = [
    ...(at ? [{ ...at, filter: '' }] : []),
    ...(at ? statuses.map((s) => ({ ...at, filter: `status == ${JSON.stringify(s.value)}` })) : []),
    ...kinds.map(({ m, k }) => ({ matter: m.name, kind: k.name, filter: '' })),
  ]
  const counts = useCounts(asks)
  const kept = useFacets(at?.matter ?? '', at?.kind ?? '', 'county', !!at && !!county)
  const areas = useCounts(at && county && kept.isError ? meta.city.counties.map((c) => ({ ...at, filter: `county == ${JSON.stringify(c.code)}` })) : [])
  const cells: { title: string; sub: string; to: string; n?: number; failed?: boolean; share?: boolean }[] = []
  let i = 0
  const next = (title: string, sub: string, to: string, share = false) => {
    const r = counts[i++]
    cells.push({ title, sub, to, n: r?.data?.count, failed: r?.isError, share })
  }
  if (at) {
    next('在册主体', '各种状态', toSubjects)
    for (const s of statuses) next(s.title, '登记状态', `${toSubjects}?f.status=${encodeURIComponent('in:' + s.value)}`, true)
  }
  for (const { m, k } of kinds) next(k.title, m.title === k.title ? '全部记录' : m.title, toList(m.name, k.name))
  const bars = meta.city.counties.map((c, j) => ({ ...c, n: kept.data ? (kept.data.find((x) => x.value === c.code)?.count ?? 0) : (areas[j]?.data?.count ?? 0) }))
  const max = Math.max(1, ...bars.map((b) => b.n))
  const all = counts[0]?.data?.count ?? 0
  const placed = bars.reduce((s, b) => s + b.n, 0)
  if (cells.length === 0) return null
  return (
    <Card title="我的辖区" count={meta.city.name} more={<span className="t2">截至 {meta.today}</span>}>
      <div className="figs">
        {cells.map((c) => (
          <Link key={c.title + c.sub} to={c.to} className="fig">
            <span><span className="ft">{c.title}</span><span className="fs">{c.share && c.n !== undefined && all > 0 ? `占 ${((c.n / all) * 100).toFixed(1)}%` : c.sub}</span></span>
            <b className={c.n === 0 ? 'zero' : ''}>{c.failed ? '—' : c.n === undefined ? <span className="sk" style={{ width: 40 }} /> : int(c.n)}</b>
          </Link>
        ))}
        {cells.length % 2 === 1 && <span className="fig" aria-hidden />}
      </div>
      {at && county && placed > 0 && (
        <div style={{ padding: '10px 16px 12px' }}>
          <div className="row t12 t2" style={{ marginBottom: 6 }}>在册主体，按辖区（户）<span className="grow" />{all > placed && <Link to={`${toSubjects}?f.county=null`}>辖区未定 {int(all - placed)}</Link>}</div>
          {bars.map((b) => (
            <Link key={b.code} to={`${toSubjects}?f.county=${encodeURIComponent('in:' + b.code)}`} className="hbar">
              <span className="cut" title={b.name}>{b.functional && b.short ? b.short : b.name}{b.functional && <i>功能区</i>}</span>
              <span className="trk"><i style={{ width: `${(b.n / max) * 100}%` }} /></span>
              <span className={`r ${b.n ? '' : 'zero'}`}>{int(b.n)}</span>
            </Link>
          ))}
        </div>
      )}
    </Card>
  )
}
