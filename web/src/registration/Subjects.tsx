import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { asProblem, url } from '../api/client'
import { toDossier, toNew } from '../api/paths'
import { path, subjectKind, useKind, useMeta, useRows, useTotal } from '../api/queries'
import { statusTone } from '../api/tone'
import type { Field, Row } from '../api/types'
import { label, statusOf } from '../api/words'
import { PageHead } from '../kit/Bits'
import { DataTable, TableFoot, type Column } from '../kit/DataTable'
import { FilterBar } from '../kit/field/FilterBar'
import { ColumnChooser, fieldColumns } from '../kit/field/columns'
import { ExportMenu } from '../kit/field/ExportMenu'
import { cel } from '../kit/field/filter'
import { useListState } from '../kit/field/listState'
import { Flag } from '../kit/Flag'
import { int, total } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { fitColumns, useWidth } from '../kit/useFit'
import { AreaTree } from './AreaTree'
import { SubjectPanel } from './SubjectPanel'
import { Totals } from './Totals'

const key = (r: Row) => `${r.area}/${r.id}`
const chips = ['status', 'flags', 'industry']

/** 监管对象: who is supervised, narrowed by chips, looked at in the drawer, opened as a dossier. */
export default function Subjects() {
  const meta = useMeta()
  const at = subjectKind(meta.data)
  const matter = at?.matter.name ?? ''
  const kind = at?.kind.name ?? ''
  const decl = useKind(kind || undefined)
  const state = useListState()
  const [cursor, setCursor] = useState('')
  const [box, width] = useWidth<HTMLDivElement>()
  const go = useNavigate()
  const fields = useMemo(() => decl.data?.fields ?? [], [decl.data])
  const filter = useMemo(() => cel(fields, state.filters), [fields, state.filters])
  const ask = { filter, q: state.q, sort: state.sort }
  const rows = useRows(matter, kind, ask, decl.isSuccess)
  const first = rows.data?.pages[0]
  const exact = useTotal(matter, kind, filter, state.q, first?.total?.exact === false)
  const items = useMemo(() => rows.data?.pages.flatMap((p) => p.items ?? []) ?? [], [rows.data])
  const known = useMemo(() => seen(items, fields), [items, fields])
  if (meta.data && !at) return <EmptyState title="没有可看的监管对象">您的岗位未授予查看经营主体的权限。</EmptyState>
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!decl.data) return <Skeleton rows={14} />
  const standard = decl.data.list?.length ? decl.data.list : fields.slice(0, 6).map((f) => f.name)
  const chosen = state.columns ?? standard
  const count = exact.data ?? first?.total
  const open = items.find((r) => key(r) === state.open)
  const place = open ? items.indexOf(open) : -1
  const all = fieldColumns<Row>(fields, chosen).map((c): Column<Row> => special(c))
  const columns = fitColumns(all, width, Math.max(0, all.findIndex((c) => c.key === 'name')))
  const openRow = (r: Row) => go(toDossier(r.area, r.id))
  const narrowed = filter !== '' || state.q !== ''
  const county = state.filters.county
  const sub = county?.op === 'in' ? county.values.map((v) => meta.data?.city.counties.find((c) => c.code === v)?.name ?? v).join('、') : meta.data?.city.name
  return (
    <>
      <PageHead
        title="监管对象" sub={sub}
        acts={
          <>
            <ExportMenu label={`导出 ${total(count)} 户`} disabled={!count?.count} href={(format) => url(path(matter, kind) + '/export', { format, ...ask, fields: chosen.join(',') })} />
            <ColumnChooser fields={fields} chosen={chosen} standard={standard} onChange={state.setColumns} />
            {at?.kind.may?.includes('create') && <Button icon={<PlusOutlined />} onClick={() => go(toNew(matter, kind))}>登记</Button>}
          </>
        }
      />
      <div className="flush split">
        {fields.some((f) => f.name === 'county') && meta.data && (
          <AreaTree matter={matter} kind={kind} city={meta.data.city} filters={state.filters} onChange={state.setFilters} />
        )}
        <div className="main" ref={box}>
          <div className="band">
            <FilterBar fields={fields} filters={state.filters} onChange={state.setFilters} pinned={chips.filter((n) => fields.some((f) => f.name === n))} known={known}>
              <SearchBox value={state.q} onChange={state.setQ} placeholder="名称、代码、地址" width={208} />
            </FilterBar>
            <Totals matter={matter} kind={kind} fields={fields} filters={state.filters} q={state.q} count={count} onChange={state.setFilters} />
          </div>
          {rows.isError ? <ErrorState of={asProblem(rows.error)} retry={() => rows.refetch()} /> : rows.isPending ? <Skeleton rows={14} /> : (
            <DataTable
              label="监管对象" columns={columns} rows={items} rowKey={key}
              open={open && key(open)} at={cursor}
              onMove={(r) => setCursor(key(r))} onPick={(r) => state.setOpen(key(r))} onOpen={openRow} onEscape={() => { setCursor(state.open); state.setOpen('') }}
              sort={state.sort} onSort={state.setSort}
              onEnd={() => rows.hasNextPage && !rows.isFetchingNextPage && rows.fetchNextPage()}
              empty={
                narrowed
                  ? <EmptyState title="没有符合条件的监管对象" act={<Button onClick={() => { state.setFilters({}); state.setQ('') }}>清除条件</Button>}>名称可只写其中两三个字；代码、地址也可写一段。</EmptyState>
                  : <EmptyState title="登记库还是空的" act={<Button onClick={() => go('/collect/new')}>导入登记库</Button>}>先把省局下发的登记数据导入，或逐户登记。</EmptyState>
              }
            />
          )}
          <div className="dt-foot-square">
            <TableFoot hidden={all.length - columns.length}>
              {items.length > 0 && `已列 1—${int(items.length)} / ${total(count)} 户`}{rows.isFetchingNextPage && ' · 正在读取'}
            </TableFoot>
          </div>
        </div>
        {open && (
          <SubjectPanel
            row={open} place={`第 ${int(place + 1)} 户 / ${total(count)}`}
            onUp={place > 0 ? () => state.setOpen(key(items[place - 1])) : undefined}
            onDown={place < items.length - 1 ? () => state.setOpen(key(items[place + 1])) : undefined}
            onClose={() => state.setOpen('')} onOpen={() => openRow(open)}
          />
        )}
      </div>
    </>
  )
}

/** The values of free lists (flags, tags) in the rows at hand, most frequent first. */
function seen(rows: Row[], fields: Field[]): Record<string, string[]> {
  const out: Record<string, string[]> = {}
  for (const f of fields.filter((x) => x.type === 'list' && !x.options?.length)) {
    const n = new Map<string, number>()
    for (const r of rows) for (const v of Array.isArray(r.values?.[f.name]) ? (r.values[f.name] as unknown[]) : []) n.set(String(v), (n.get(String(v)) ?? 0) + 1)
    out[f.name] = [...n].sort((a, b) => b[1] - a[1]).slice(0, 40).map(([v]) => v)
  }
  return out
}

/** Name cut in the middle, status with its shape, flags as labels; the rest as declared. */
function special(c: Column<Row>): Column<Row> {
  switch (c.key) {
    case 'name':
      return { ...c, render: (r) => <MidCut text={r.title || label(r, 'name')} /> }
    case 'status':
      return { ...c, width: 112, render: (r) => { const w = statusOf(r); return w ? <Status tone={statusTone(w)}>{w}</Status> : <span className="zero">—</span> } }
    case 'flags':
      return {
        ...c, width: 168,
        render: (r) => {
          const words = (r.labels?.flags ?? '').split('、').filter(Boolean)
          return words.length ? <span className="row" style={{ gap: 4 }} title={words.join('、')}>{words.slice(0, 2).map((w) => <Flag key={w}>{w}</Flag>)}{words.length > 2 && <span className="t2 t12">+{words.length - 2}</span>}</span> : <span className="zero">—</span>
        },
      }
    default:
      return c
  }
}
