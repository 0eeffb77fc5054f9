// The state of a list lives in its address: words, filters, order, columns, the open row.
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { encode, fromParams, type Filters } from './filter'

export function useListState() {
  const [params, setParams] = useSearchParams()
  const filters = useMemo(() => fromParams(params), [params])
  const change = useCallback(
    (fn: (p: URLSearchParams) => void) =>
      setParams((old) => {
        const p = new URLSearchParams(old)
        fn(p)
        return p
      }, { replace: true }),
    [setParams],
  )
  const put = (p: URLSearchParams, k: string, v: string) => (v ? p.set(k, v) : p.delete(k))
  return {
    filters,
    q: params.get('q') ?? '',
    sort: params.get('sort') ?? '',
    columns: params.get('cols')?.split(',').filter(Boolean) ?? null,
    open: params.get('open') ?? '',
    setFilters: (f: Filters) =>
      change((p) => {
        for (const k of [...p.keys()]) if (k.startsWith('f.')) p.delete(k)
        for (const [k, x] of Object.entries(f)) p.set('f.' + k, encode(x))
        p.delete('open')
      }),
    setQ: (q: string) => change((p) => { put(p, 'q', q); p.delete('open') }),
    setSort: (key: string) => change((p) => put(p, 'sort', p.get('sort') === key ? '-' + key : p.get('sort') === '-' + key ? '' : key)),
    setColumns: (c: string[] | null) => change((p) => put(p, 'cols', c?.join(',') ?? '')),
    setRaw: (query: string) => setParams(new URLSearchParams(query), { replace: false }),
    /** What a saved view keeps: everything but the open row, with the columns spelled out. */
    view: (columns: string[]) => { const p = new URLSearchParams(params); p.delete('open'); p.set('cols', columns.join(',')); return p.toString() },
    setOpen: (key: string) => change((p) => put(p, 'open', key)),
  }
}
