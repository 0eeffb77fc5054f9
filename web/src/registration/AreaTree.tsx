import { Input } from 'antd'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../api/client'
import { path, useFacets, useStations } from '../api/queries'
import type { Meta } from '../api/types'
import type { Filter, Filters } from '../kit/field/filter'
import { int, total } from '../kit/format'
import { stationFilter } from './narrow'
import './areas.css'

type Count = { count: number; exact: boolean }

/** The city, its counties, and under each the stations with the towns they serve; how many stand in each. */
export function AreaTree({ matter, kind, city, filters, onChange }: { matter: string; kind: string; city: Meta['city']; filters: Filters; onChange: (f: Filters) => void }) {
  const [open, setOpen] = useState<string[]>([])
  const [q, setQ] = useState('')
  const stations = useStations().data ?? []
  const kept = useFacets(matter, kind, 'county')
  const by = new Map((kept.data ?? []).map((x) => [x.value, x.count]))
  const sum = (kept.data ?? []).reduce((s, x) => s + x.count, 0)
  const asks = ['', ...city.counties.map((c) => `county == ${JSON.stringify(c.code)}`), 'county == null']
  const totalOf = (filter: string, enabled: boolean) => ({
    enabled,
    queryKey: ['total', matter, kind, filter, ''],
    queryFn: () => get<Count>(path(matter, kind) + '/total', { filter }),
    staleTime: 60_000,
    retry: false,
  })
  // One question where totals are kept; one for each county for whoever sees only a part.
  const asked = useQueries({ queries: asks.map((filter) => totalOf(filter, kept.isError)) })
  const counts = asks.map((_, i) => (kept.data ? { count: i === 0 ? sum : i === asks.length - 1 ? (by.get('') ?? 0) : (by.get(city.counties[i - 1].code) ?? 0), exact: true } : asked[i]?.data))
  const at = filters['@station']
  const chosenStations = at?.op === 'in' ? at.values : []
  const hit = (s: string) => !q || s.includes(q)
  const unfolded = (code: string) => open.includes(code) || (q !== '' && stations.some((s) => s.county === code && hit(s.name))) || stations.some((s) => s.county === code && chosenStations.includes(s.code))
  const seen = stations.filter((s) => unfolded(s.county))
  const small = useQueries({ queries: seen.map((s) => totalOf(stationFilter([s]), true)) })
  const chosen = filters.county?.op === 'in' ? filters.county.values : []
  const none = filters.county?.op === 'null'
  const pick = (county: Filter | null, station: Filter | null) => {
    const { county: _, '@station': __, ...rest } = filters
    onChange({ ...rest, ...(county ? { county } : {}), ...(station ? { '@station': station } : {}) })
  }
  const toggled = (from: string[], code: string, many: boolean): Filter | null => {
    const on = from.includes(code)
    const values = many ? (on ? from.filter((v) => v !== code) : [...from, code]) : on && from.length === 1 ? [] : [code]
    return values.length ? { op: 'in', values } : null
  }
  const n = (c: Count | undefined) => <span className={`n ${c?.count === 0 ? 'zero' : ''}`}>{c ? total(c) : ''}</span>
  const all = chosen.length === 0 && !none && chosenStations.length === 0
  const unplaced = counts[asks.length - 1]?.count ?? 0
  return (
    <aside className="areas" aria-label="辖区">
      <div style={{ padding: '0 8px 8px 0' }}><Input size="small" placeholder="区域、所" aria-label="查找区域、所" value={q} onChange={(e) => setQ(e.target.value.trim())} /></div>
      <button type="button" className={all ? 'on' : ''} aria-pressed={all} onClick={() => pick(null, null)}>{city.name}{n(counts[0])}</button>
      {city.counties.map((c, i) => {
        const own = stations.filter((s) => s.county === c.code)
        const name = c.functional && c.short ? c.short : c.name
        if (q && !hit(name) && !own.some((s) => hit(s.name))) return null
        const un = unfolded(c.code)
        return (
          <div key={c.code}>
            <div className={`node ${chosen.includes(c.code) ? 'on' : ''}`}>
              {own.length > 0 ? (
                <button type="button" className="fold" aria-expanded={un} aria-label={`${un ? '收起' : '展开'}${name}`} onClick={() => setOpen((o) => (un ? o.filter((x) => x !== c.code) : [...o, c.code]))}>{un ? '▾' : '▸'}</button>
              ) : <span className="fold" />}
              <button type="button" className="name" aria-pressed={chosen.includes(c.code)} onClick={(e) => pick(toggled(chosen, c.code, e.metaKey || e.ctrlKey), null)} title={`${c.title ?? c.name}（按住 Ctrl 可选多个）`}>
                <span className="cut">{name}</span>{c.functional && <i>功能区</i>}{n(counts[i + 1])}
              </button>
            </div>
            {un && own.filter((s) => hit(s.name) || hit(name)).map((s) => (
              <button key={s.code} type="button" className={`leaf ${chosenStations.includes(s.code) ? 'on' : ''}`} aria-pressed={chosenStations.includes(s.code)} data-testid="station"
                onClick={(e) => pick(null, toggled(chosenStations, s.code, e.metaKey || e.ctrlKey))} title={`${s.title}：${s.towns.join('、')}`}>
                <span className="cut">{s.name}</span>{n(small[seen.indexOf(s)]?.data)}
              </button>
            ))}
          </div>
        )
      })}
      {unplaced > 0 && !q && <div className={`node ${none ? 'on' : ''}`}><span className="fold" /><button type="button" className="name" aria-pressed={none} onClick={() => pick(none ? null : { op: 'null' }, null)}>辖区未定<span className="n">{int(unplaced)}</span></button></div>}
      <div className="t12 t2" style={{ padding: '12px 10px 0' }}>在册主体（户）。所的户数按住所写明的街道、乡镇计，住所未写的不在内。</div>
    </aside>
  )
}
