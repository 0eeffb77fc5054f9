import { useQueries } from '@tanstack/react-query'
import { get } from '../api/client'
import { path, useFacets } from '../api/queries'
import type { Meta } from '../api/types'
import type { Filters } from '../kit/field/filter'
import { int, total } from '../kit/format'
import './areas.css'

type Count = { count: number; exact: boolean }

/** The city and its counties with what stands in each; functional areas say so. */
export function AreaTree({ matter, kind, city, filters, onChange }: { matter: string; kind: string; city: Meta['city']; filters: Filters; onChange: (f: Filters) => void }) {
  const asks = ['', ...city.counties.map((c) => `county == ${JSON.stringify(c.code)}`), 'county == null']
  const kept = useFacets(matter, kind, 'county')
  const by = new Map((kept.data ?? []).map((x) => [x.value, x.count]))
  const sum = (kept.data ?? []).reduce((s, x) => s + x.count, 0)
  // One question where totals are kept; one for each county for whoever sees only a part.
  const asked = useQueries({
    queries: asks.map((filter) => ({
      enabled: kept.isError,
      queryKey: ['total', matter, kind, filter, ''],
      queryFn: () => get<Count>(path(matter, kind) + '/total', { filter }),
      staleTime: 60_000,
      retry: false,
    })),
  })
  const counts = asks.map((_, i) => (kept.data ? { count: i === 0 ? sum : i === asks.length - 1 ? (by.get('') ?? 0) : (by.get(city.counties[i - 1].code) ?? 0), exact: true } : asked[i]?.data))
  const chosen = filters.county?.op === 'in' ? filters.county.values : []
  const none = filters.county?.op === 'null'
  const pick = (f: Filters['county'] | null) => {
    const next = { ...filters }
    if (f) next.county = f
    else delete next.county
    onChange(next)
  }
  const toggle = (code: string, many: boolean) => {
    const on = chosen.includes(code)
    const values = many ? (on ? chosen.filter((v) => v !== code) : [...chosen, code]) : on && chosen.length === 1 ? [] : [code]
    pick(values.length ? { op: 'in', values } : null)
  }
  const n = (i: number) => <span className={`n ${counts[i]?.count === 0 ? 'zero' : ''}`}>{counts[i] ? total(counts[i]) : ''}</span>
  const unplaced = counts[asks.length - 1]?.count ?? 0
  return (
    <aside className="areas" aria-label="辖区">
      <button type="button" className={chosen.length === 0 && !none ? 'on' : ''} aria-pressed={chosen.length === 0 && !none} onClick={() => pick(null)}>{city.name}{n(0)}</button>
      {city.counties.map((c, i) => (
        <button key={c.code} type="button" className={`sub ${chosen.includes(c.code) ? 'on' : ''}`} aria-pressed={chosen.includes(c.code)} onClick={(e) => toggle(c.code, e.metaKey || e.ctrlKey)} title={`${c.name}（按住 Ctrl 可选多个）`}>
          <span className="cut" title={c.name}>{c.functional && c.short ? c.short : c.name}</span>{c.functional && <i>功能区</i>}{n(i + 1)}
        </button>
      ))}
      {unplaced > 0 && <button type="button" className={`sub ${none ? 'on' : ''}`} aria-pressed={none} onClick={() => pick(none ? null : { op: 'null' })}>辖区未定<span className="n">{int(unplaced)}</span></button>}
      <div className="t12 t2" style={{ padding: '12px 10px 0' }}>在册主体（户）</div>
    </aside>
  )
}
