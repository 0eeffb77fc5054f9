import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { asProblem, url } from '../api/client'
import { useChoice, useSavedViews } from '../api/desk'
import { toKind, toNew, toRecord } from '../api/paths'
import { findKind, path, useKind, useMeta, useOpened, useRows, useTotal } from '../api/queries'
import type { Nearest, Row } from '../api/types'
import { unpointed } from '../directives'
import { Card, KV, PageHead } from '../kit/Bits'
import { DataTable, TableFoot } from '../kit/DataTable'
import { dueStatus } from '../kit/due'
import { FilterBar } from '../kit/field/FilterBar'
import { ColumnChooser, fieldColumns } from '../kit/field/columns'
import { ExportMenu } from '../kit/field/ExportMenu'
import { cel } from '../kit/field/filter'
import { useListState } from '../kit/field/listState'
import { SavedViews } from '../kit/field/SavedViews'
import { FieldValue } from '../kit/field/value'
import { int, total } from '../kit/format'
import { Panel } from '../kit/Panel'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { readable } from '../kit/field/spec'
import { fitColumns, useWidth } from '../kit/useFit'

const key = (r: Row) => `${r.area}/${r.id}`

/** The limit that ends first: how near, by shape and word; which and when on hover. */
function DueCell({ of, today }: { of?: Nearest; today: string }) {
  if (!of || !today) return <span className="t2">—</span>
  if (!of.due) return <span title={of.clock}><Status tone="paused">暂停计算</Status></span>
  const s = dueStatus(of.due, today)
  return <span title={`${of.clock} ${of.due}${of.provisional ? '（暂定）' : ''}`}><Status tone={s.tone}>{s.word}</Status></span>
}

/** The list of any declared kind. */
export default function ListPage() {
  const { matter = '', kind = '' } = useParams()
  const meta = useMeta()
  const decl = useKind(kind)
  const state = useListState()
  const [choice, choose] = useChoice(kind)
  const views = useSavedViews(kind)
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
  const due = useMemo(() => Object.assign({}, ...(rows.data?.pages.map((p) => p.due ?? {}) ?? [])) as Record<string, Nearest>, [rows.data])
  const { open, place: at } = useOpened(matter, kind, rows.isSuccess ? items : undefined, state.open)
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!decl.data) return <Skeleton rows={14} />
  const d = decl.data
  if (rows.isError && asProblem(rows.error).status === 403) return <><PageHead title={d.title} /><ErrorState of={asProblem(rows.error)} /></>
  const standard = d.list?.length ? d.list : fields.filter(readable).slice(0, 6).map((f) => f.name)
  const chosen = state.columns ?? choice?.columns ?? standard
  const may = findKind(meta.data, kind)?.kind.may ?? []
  const count = exact.data ?? first?.total
  const all = fieldColumns<Row>(fields, chosen)
  if (d.procedure) all.splice(1, 0, { key: '@due', title: '期限', width: 104, render: (r) => <DueCell of={due[key(r)]} today={meta.data?.today ?? ''} /> })
  if (d.number) all.unshift({ key: '#', title: '编号', width: 208, render: (r) => <Link to={toRecord(matter, kind, r.area, r.id)}>{r.number || '—'}</Link> })
  const widest = fields.find((f) => chosen.includes(f.name) && (f.type === 'subject' || f.name === d.title_field || /name|名称/.test(f.name + f.title)))
  const columns = fitColumns(all, width, Math.max(0, all.findIndex((c) => c.key === (widest?.name ?? all[all.length - 1]?.key))))
  const openRow = (r: Row) => go(toRecord(matter, kind, r.area, r.id))
  const narrowed = filter !== '' || state.q !== ''
  return (
    <>
      <PageHead
        title={d.title}
        sub={<Link to={toKind(kind)} className="t13">字段与依据</Link>}
        acts={
          <>
            <SavedViews of={views} query={() => state.view(chosen)} onOpen={state.setRaw} />
            {may.includes('export') && <ExportMenu label={`导出 ${total(count)} 条`} disabled={!count?.count || rows.isPlaceholderData} href={(format) => url(path(matter, kind) + '/export', { format, ...ask, fields: chosen.join(',') })} />}
            <ColumnChooser fields={fields} chosen={chosen} standard={standard} onChange={(c) => { choose({ ...choice, columns: c ?? undefined }); state.setColumns(null) }} />
            {may.includes('create') && <Button type="primary" icon={<PlusOutlined />} onClick={() => go(toNew(matter, kind))} data-testid="new">登记{d.title}</Button>}
          </>
        }
      />
      <Card className="fill" flex style={{ overflow: 'hidden' }}>
        <div className="split" style={{ height: '100%' }}>
          <div className="main" ref={box}>
            <div style={{ padding: '12px 16px 10px', display: 'grid', gap: 10 }}>
              <FilterBar fields={fields} filters={state.filters} onChange={state.setFilters}>
                <SearchBox value={state.q} onChange={state.setQ} placeholder={`在${d.title}中查找`} />
              </FilterBar>
              <div className="totals" data-testid="totals">共&nbsp;<b>{total(count)}</b>&nbsp;条{narrowed && <span className="sep">已按条件筛选</span>}</div>
            </div>
            {rows.isError ? (
              <ErrorState of={asProblem(rows.error)} retry={() => rows.refetch()} />
            ) : rows.isPending ? (
              <Skeleton rows={12} />
            ) : (
              <DataTable
                label={d.title} columns={columns} rows={items} rowKey={key}
                open={open && key(open)} at={cursor}
                onMove={(r) => setCursor(key(r))} onPick={(r) => state.setOpen(key(r))} onOpen={openRow} onEscape={() => { setCursor(state.open); state.setOpen('') }}
                sort={state.sort} onSort={state.setSort}
                onEnd={() => rows.hasNextPage && !rows.isFetchingNextPage && rows.fetchNextPage()}
                empty={
                  narrowed ? (
                    <EmptyState title="没有符合条件的记录" act={<Button onClick={() => { state.setFilters({}); state.setQ('') }}>清除条件</Button>}>放宽或去掉一个条件再看。</EmptyState>
                  ) : (
                    <EmptyState title={`还没有${d.title}`} act={may.includes('create') && <Button onClick={() => go(toNew(matter, kind))}>登记{d.title}</Button>}>{may.includes('create') ? `可以逐条登记${may.includes('import') ? '，也可以在“数据归集”中整批导入文件' : ''}。` : may.includes('import') ? '可以在“数据归集”中整批导入文件。' : '登记以后列在这里；您的岗位不登记。'}</EmptyState>
                  )
                }
              />
            )}
            <TableFoot hidden={all.length - columns.length}>
              {items.length > 0 && `已列 1—${int(items.length)} / ${total(count)} 条`}
              {rows.isFetchingNextPage && ' · 正在读取'}
            </TableFoot>
          </div>
          {open && (
            <Panel
              label={open.title || open.number || '记录'} place={at < 0 ? '不在所列之中' : `第 ${int(at + 1)} 条 / ${total(count)}`}
              onUp={at > 0 ? () => state.setOpen(key(items[at - 1])) : undefined}
              onDown={at >= 0 && at < items.length - 1 ? () => state.setOpen(key(items[at + 1])) : undefined}
              onClose={() => state.setOpen('')}
              foot={<Button onClick={() => openRow(open)}>打开记录 ⏎</Button>}
            >
              <section>
                <h2>{open.title || open.number}</h2>
                {open.number && open.number !== open.title && <div className="t13 t2">{open.number}</div>}
              </section>
              <section>
                <KV items={unpointed(kind, fields).filter((f) => readable(f) && open.values?.[f.name] !== null && open.values?.[f.name] !== undefined && open.values?.[f.name] !== '').map((f) => [f.title, <FieldValue key={f.name} field={f} value={open.values[f.name]} label={open.labels?.[f.name]} />])} style={{ lineHeight: '24px' }} />
              </section>
            </Panel>
          )}
        </div>
      </Card>
    </>
  )
}
