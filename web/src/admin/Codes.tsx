import { asProblem } from '../api/client'
import { Card, PageHead } from '../kit/Bits'
import { DataTable, TableFoot } from '../kit/DataTable'
import { int } from '../kit/format'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useMany, useParamsState } from './data'
import { Loaded } from './parts'
import type { CodeListRow, CodeValue } from './types'

/** 代码表: the lists and their values with the time they may be written in. */
export default function Codes() {
  const s = useParamsState()
  const lists = useAsk<{ items: CodeListRow[] }>('/api/admin/codes')
  const name = s.at('list') || lists.data?.items[0]?.name || ''
  const word = s.at('q')
  const values = useMany<CodeValue>(`/api/admin/codes/${encodeURIComponent(name)}`, { q: word }, 200, name !== '')
  const list = lists.data?.items.find((l) => l.name === name)
  const rows = values.data?.pages.flatMap((p) => p.items) ?? []
  const total = values.data?.pages[0]?.total
  return (
    <>
      <PageHead title="代码表" sub={lists.data && `${int(lists.data.items.length)} 张`} />
      <div style={{ display: 'grid', gridTemplateColumns: '340px minmax(0, 1fr)', gap: 16, flex: 1, minHeight: 0 }}>
        <Card flex style={{ overflow: 'hidden' }}>
          <Loaded of={lists} rows={10}>
            {(d) => (
              <DataTable
                label="代码表" rows={d.items} rowKey={(l) => l.name} open={name} onPick={(l) => s.put({ list: l.name, q: '' })} onMove={(l) => s.put({ list: l.name, q: '' })}
                columns={[{ key: 't', title: '名称', render: (l) => <span title={l.name}>{l.title}</span> }, { key: 'n', title: '值', width: 60, align: 'right', render: (l) => int(l.count) }, { key: 'r', title: '停用', width: 60, align: 'right', render: (l) => <span className={l.retired ? '' : 'zero'}>{int(l.retired)}</span> }]}
              />
            )}
          </Loaded>
        </Card>
        <Card flex title={list?.title ?? ''} count={total !== undefined ? int(total) : ''} more={<span className="t2">{list?.standard}</span>} style={{ overflow: 'hidden' }}>
          <div className="split" style={{ height: '100%', flexDirection: 'column' }}>
            <div className="filters" style={{ padding: '12px 16px 10px' }}><SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="代码开头或名称" /><span className="t13 t2">代号 <span className="mono">{name}</span></span></div>
            {values.isError ? <ErrorState of={asProblem(values.error)} retry={() => values.refetch()} /> : values.isPending ? <Skeleton rows={12} /> : (
              <DataTable
                label={list?.title ?? '代码'} rows={rows} rowKey={(v) => v.value + v.from + v.title} minWidth={640} onEnd={() => values.hasNextPage && !values.isFetchingNextPage && values.fetchNextPage()}
                columns={[
                  { key: 'v', title: '代码', width: 96, render: (v) => <span className="mono">{v.value}</span> },
                  { key: 't', title: '名称', render: (v) => <span title={v.title}>{v.title}{v.names && v.names.length > 0 && <span className="t12 t2">　又作 {v.names.join('、')}</span>}</span> },
                  { key: 'p', title: '上级', width: 72, render: (v) => <span className="mono">{v.parent || <span className="zero">—</span>}</span> },
                  { key: 'f', title: '自', width: 88, render: (v) => v.from || <span className="zero">—</span> },
                  { key: 'u', title: '至（不含）', width: 88, render: (v) => v.until || <span className="zero">—</span> },
                  { key: 's', title: '状态', width: 184, render: (v) => (v.until ? <Status tone="ended">停用{v.successor && `，改用 ${v.successor}`}</Status> : v.unsure ? <Status tone="soon">待核实</Status> : <Status tone="ok">现行</Status>) },
                ]}
                empty={<EmptyState title="没有符合条件的代码" />}
              />
            )}
            <TableFoot keys={false}>{rows.length > 0 && `已列 ${int(rows.length)} / ${int(total)} 个`}</TableFoot>
          </div>
        </Card>
      </div>
    </>
  )
}
