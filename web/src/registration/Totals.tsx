import { useQueries } from '@tanstack/react-query'
import { get } from '../api/client'
import { path, useFacets, useOptions } from '../api/queries'
import type { Field } from '../api/types'
import { cel, type Filters } from '../kit/field/filter'
import { int, total } from '../kit/format'

type Count = { count: number; exact: boolean }

/** 共 1,204 户 · 存续 1,037 · 歇业 …: links that narrow the list, adding up to the whole. */
export function Totals({ matter, kind, fields, filters, q, count, onChange }: {
  matter: string; kind: string; fields: Field[]; filters: Filters; q: string; count?: Count; onChange: (f: Filters) => void
}) {
  const status = fields.find((f) => f.name === 'status')
  const fixed = filters.status?.op === 'in' ? filters.status.values : null
  const kept = useFacets(matter, kind, 'status', !!status)
  const options = useOptions(status).filter((o) => (!fixed || fixed.includes(o.value)) && (!kept.data || kept.data.some((x) => x.value === o.value && x.count > 0)))
  const plain = q === '' && Object.keys(filters).filter((n) => n !== 'status').length === 0 && !!kept.data
  const parts = useQueries({
    queries: options.map((o) => {
      const filter = cel(fields, { ...filters, status: { op: 'in', values: [o.value] } })
      return {
        queryKey: ['total', matter, kind, filter, q],
        queryFn: () => get<Count>(path(matter, kind) + '/total', { filter, q }),
        staleTime: 30_000, retry: false, enabled: options.length > 1 && !plain && !kept.isPending,
      }
    }),
  })
  return (
    <div className="totals" data-testid="totals">
      共&nbsp;<b>{total(count)}</b>&nbsp;户
      {options.length > 1 && options.map((o, i) => {
        const n = plain ? kept.data?.find((x) => x.value === o.value)?.count : parts[i]?.data?.count
        if (!n) return null
        return (
          <span className="sep" key={o.value}>
            <button type="button" className="link" style={{ color: 'inherit' }} onClick={() => onChange({ ...filters, status: { op: 'in', values: [o.value] } })}>{o.title} <b style={{ color: 'var(--indigo)' }}>{int(n)}</b></button>
          </span>
        )
      })}
    </div>
  )
}
