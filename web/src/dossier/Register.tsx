import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { asProblem } from '../api/client'
import { toList, toRecord } from '../api/paths'
import { useKind, useRows } from '../api/queries'
import type { Dossier, Row } from '../api/types'
import { Card } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { fieldColumns } from '../kit/field/columns'
import { int } from '../kit/format'
import { fitColumns, useWidth } from '../kit/useFit'
import { ErrorState, Skeleton } from '../kit/States'

type One = NonNullable<Dossier['registers']>[number]

/** The records of one register that are about this subject. */
export function Register({ of, code, name }: { of: One; code: string; name: string }) {
  const decl = useKind(of.kind)
  const go = useNavigate()
  const [box, width] = useWidth<HTMLDivElement>()
  const about = decl.data?.fields.find((f) => f.type === 'subject')
  const filter = about ? (code ? `${about.name}.code == ${JSON.stringify(code)}` : `${about.name}.name == ${JSON.stringify(name)}`) : ''
  const more = of.count > (of.items?.length ?? 0)
  const rows = useRows(of.matter, of.kind, { filter, limit: 200 }, !!about && more)
  const items = useMemo(() => (more && rows.data ? rows.data.pages.flatMap((p) => p.items ?? []) : (of.items ?? [])), [more, rows.data, of.items])
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!decl.data) return <Skeleton rows={5} />
  const names = (decl.data.list ?? []).filter((n) => n !== about?.name).slice(0, 5)
  const all = fieldColumns<Row>(decl.data.fields, names)
  if (decl.data.number) all.unshift({ key: '#', title: '编号', width: 200, render: (r) => <Link to={toRecord(of.matter, of.kind, r.area, r.id)}>{r.number || '打开'}</Link> })
  const columns = fitColumns(all, width, all.length - 1, 120)
  return (
    <div ref={box}>
    <Card title={of.title} count={int(of.count)} more={<Link to={toList(of.matter, of.kind)}>全市{of.title}</Link>} style={{ overflow: 'hidden' }}>
      <DataTable label={of.title} columns={columns} rows={items} rowKey={(r) => r.area + r.id} onOpen={(r) => go(toRecord(of.matter, of.kind, r.area, r.id))}
        onEnd={() => rows.hasNextPage && !rows.isFetchingNextPage && rows.fetchNextPage()} />
      {rows.isError && <footer>只列出最近 {int(items.length)} 条，共 {int(of.count)} 条</footer>}
    </Card>
    </div>
  )
}
