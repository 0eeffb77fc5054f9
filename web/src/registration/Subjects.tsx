import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { asProblem, url } from '../api/client'
import { toDossier, toNew } from '../api/paths'
import { useChoice, useSavedViews } from '../api/desk'
import { findKind, mayCollect, path, subjectKind, useKind, useMeta, useOpened, useRows, useTotal } from '../api/queries'
import { statusTone } from '../api/tone'
import type { Field, Row } from '../api/types'
import { label, statusOf } from '../api/words'
import { PageHead } from '../kit/Bits'
import { DataTable, TableFoot, type Column } from '../kit/DataTable'
import { FilterBar } from '../kit/field/FilterBar'
import { ColumnChooser, fieldColumns } from '../kit/field/columns'
import { ExportMenu } from '../kit/field/ExportMenu'
import { useListState } from '../kit/field/listState'
import { SavedViews } from '../kit/field/SavedViews'
import { Flag } from '../kit/Flag'
import { int, total } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState, ErrorState, NoPermission, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { fitColumns, useWidth } from '../kit/useFit'
import { AreaTree } from './AreaTree'
import { useAsked, useNarrowing } from './narrow'
import { SubjectPanel } from './SubjectPanel'
import { Totals } from './Totals'

const key = (r: Row) => `${r.area}/${r.id}`
const chips = ['status', 'flags', 'industry', '@tag', 'established_on']
const pages = [100, 500, 2000]
const screen = 'subjects'

/** 监管对象: who is supervised, narrowed by chips, looked at in the drawer, opened as a dossier. */
export default function Subjects() {
  const meta = useMeta()
  const at = subjectKind(meta.data)
  const matter = at?.matter.name ?? ''
  const kind = at?.kind.name ?? ''
  const decl = useKind(kind || undefined)
  const state = useListState()
  const [choice, choose] = useChoice(screen)
  const views = useSavedViews(screen)
  const [cursor, setCursor] = useState('')
  const [box, width] = useWidth<HTMLDivElement>()
  const go = useNavigate()
  const fields = useMemo(() => decl.data?.fields ?? [], [decl.data])
  const offered = useNarrowing(fields)
  const asked = useAsked(offered, state.filters)
  const limit = choice?.rows ?? pages[0]
  const ask = useMemo(() => ({ filter: asked.filter, q: state.q, with: asked.with }), [asked, state.q])
  const rows = useRows(matter, kind, { ...ask, sort: state.sort, limit }, decl.isSuccess && choice !== undefined)
  const first = rows.data?.pages[0]
  const exact = useTotal(matter, kind, asked.filter, state.q, first?.total?.exact === false, asked.with)
  const items = useMemo(() => rows.data?.pages.flatMap((p) => p.items ?? []) ?? [], [rows.data])
  const known = useMemo(() => seen(items, fields), [items, fields])
  const { open, place } = useOpened(matter, kind, rows.isSuccess ? items : undefined, state.open)
  const standard = useMemo(() => (decl.data?.list?.length ? decl.data.list : fields.slice(0, 6).map((f) => f.name)), [decl.data, fields])
  const chosen = state.columns ?? choice?.columns ?? standard
  const all = useMemo(() => fieldColumns<Row>(fields, chosen).map((c): Column<Row> => special(c)), [fields, chosen.join()]) // eslint-disable-line react-hooks/exhaustive-deps
  const columns = useMemo(() => fitColumns(all, width, Math.max(0, all.findIndex((c) => c.key === 'name'))), [all, width])
  if (meta.data && !at) return <NoPermission detail="您的岗位未授予查看经营主体的权限。可向本局安全管理员申请，经另一人复核后生效。" />
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!decl.data) return <Skeleton rows={14} />
  const count = exact.data ?? first?.total
  const openRow = (r: Row) => go(toDossier(r.area, r.id))
  const narrowed = Object.keys(state.filters).length > 0 || state.q !== ''
  const county = state.filters.county
  const sub = county?.op === 'in' ? county.values.map((v) => meta.data?.city.counties.find((c) => c.code === v)?.name ?? v).join('、') : meta.data?.city.name
  const may = (name: string) => !!findKind(meta.data, name)?.kind.may.includes('read')
  return (
    <>
      <PageHead
        title="监管对象" sub={sub}
        acts={
          <>
            <SavedViews of={views} query={() => state.view(chosen)} onOpen={state.setRaw} />
            {at?.kind.may?.includes('export') && <ExportMenu label={`导出 ${total(count)} 户`} disabled={!count?.count || rows.isPlaceholderData} href={(format) => url(path(matter, kind) + '/export', { format, ...ask, sort: state.sort, fields: chosen.join(',') })} />}
            <ColumnChooser fields={fields} chosen={chosen} standard={standard} onChange={(c) => { choose({ ...choice, columns: c ?? undefined }); state.setColumns(null) }} />
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
            <FilterBar fields={offered} filters={state.filters} onChange={state.setFilters} pinned={chips.filter((n) => offered.some((f) => f.name === n))} known={known}>
              <SearchBox value={state.q} onChange={state.setQ} placeholder="名称、代码、地址" width={208} />
            </FilterBar>
            <Totals matter={matter} kind={kind} ask={ask} filters={state.filters} count={count} onChange={state.setFilters} tags={may('tag')} permits={may('permit')} />
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
                  ? <EmptyState title="没有符合条件的监管对象" act={<Button onClick={() => state.setRaw('')}>清除条件</Button>}>名称可只写其中两三个字；代码、地址也可写一段。</EmptyState>
                  : <EmptyState title="登记库还是空的" act={mayCollect(meta.data) && <Button onClick={() => go('/collect/new')}>导入登记库</Button>}>先把省局下发的登记数据导入，或逐户登记。</EmptyState>
              }
            />
          )}
          <div className="dt-foot-square">
            <TableFoot hidden={all.length - columns.length}>
              {items.length > 0 && `已列 1—${int(items.length)} / ${total(count)} 户`}{rows.isFetchingNextPage && ' · 正在读取'}
              <select className="rows" aria-label="一次读取的行数" value={limit} onChange={(e) => choose({ ...choice, rows: Number(e.target.value) })} data-testid="page-rows">
                {pages.map((n) => <option key={n} value={n}>每次 {int(n)} 行</option>)}
              </select>
            </TableFoot>
          </div>
        </div>
        {open && (
          <SubjectPanel
            row={open} place={place < 0 ? '不在所列之中' : `第 ${int(place + 1)} 户 / ${total(count)}`}
            onUp={place > 0 ? () => state.setOpen(key(items[place - 1])) : undefined}
            onDown={place >= 0 && place < items.length - 1 ? () => state.setOpen(key(items[place + 1])) : undefined}
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
