import { Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { asProblem, get, post, send, type Problem } from '../api/client'
import { toRecord } from '../api/paths'
import { findKind, useMe, useMeta } from '../api/queries'
import type { FullRow, Page, Row } from '../api/types'
import { DataTable } from '../kit/DataTable'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk } from './data'
import { ListPage } from './parts'

type Item = { row: Row; kind: 'role_grant' | 'role'; owner: string; mine: boolean; forMe: boolean }

/** 待确认的授权: what waits for a second person; who proposed it cannot confirm it. */
export default function Pending() {
  const me = useMe().data
  const meta = useMeta().data
  const cache = useQueryClient()
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const may = findKind(meta, 'role_grant')?.kind.may ?? []
  const titles = useAsk<{ items: { name: string; title: string }[] }>('/api/admin/roles/titles')
  const q = useQuery({
    queryKey: ['rows', 'pending'],
    retry: false,
    queryFn: async () => {
      const filter = '!(confirmed == "yes")'
      const out: Item[] = []
      for (const kind of ['role_grant', 'role'] as const) {
        for (const row of (await get<Page<Row>>(`/api/actor/${kind}`, { filter, limit: 200 })).items ?? []) {
          const full = (await send<FullRow>('GET', `/api/actor/${kind}/${row.area}/${row.id}`)).body
          out.push({ row, kind, owner: full.owner ?? '', mine: full.owner === me?.person?.name, forMe: (row.values.person as { id?: string } | null)?.id === me?.person?.id })
        }
      }
      return out
    },
  })
  const run = async (x: Item, act: 'confirm' | 'annul') => {
    setBusy(x.row.id)
    setProblem(null)
    try {
      const path = `/api/actor/${x.kind}/${x.row.area}/${x.row.id}`
      const body: Record<string, unknown> = {}
      if (act === 'annul') {
        const line = await get<{ items: { act: string }[] }>(path + '/timeline')
        body.annuls = line.items[line.items.length - 1]?.act
        body.reason = '复核不同意'
      }
      await post(`${path}/acts/${act}`, body, { 'If-Match': `"${x.row.rev}"` })
      await cache.invalidateQueries()
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy('')
    }
  }
  return (
    <ListPage title="待确认的授权" totals={q.data && <>待复核&nbsp;<b>{q.data.length}</b>&nbsp;项</>} foot="复核后立即生效；登记人不能复核自己提出的，也不能复核给自己的授权">
      {problem && <div style={{ padding: '0 16px 10px' }}><ProblemBox of={problem} /></div>}
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <Skeleton rows={6} /> : (
        <DataTable
          label="待确认的授权" rows={q.data} rowKey={(x) => x.row.id} minWidth={980}
          columns={[
            { key: 'k', title: '事项', width: 88, render: (x) => (x.kind === 'role' ? '自设角色' : '授权') },
            { key: 'p', title: '人员', width: 100, render: (x) => <Link to={toRecord('actor', x.kind, x.row.area, x.row.id)}>{x.kind === 'role' ? x.row.title : x.row.labels.person}</Link> },
            { key: 'r', title: '角色', width: 150, render: (x) => (x.kind === 'role' ? `依据 ${x.row.labels.base}` : (titles.data?.items.find((r) => r.name === x.row.values.role)?.title ?? x.row.labels.role)) },
            { key: 'o', title: '范围', render: (x) => x.row.labels.over || (x.kind === 'role' ? `限于 ${x.row.labels.matters}` : '本人所在机构') },
            { key: 's', title: '期间', width: 200, render: (x) => (x.kind === 'role' ? <span className="zero">—</span> : <span className="t2">{x.row.labels.since} 起{x.row.labels.until_on && ` 至 ${x.row.labels.until_on}`}</span>) },
            { key: 'w', title: '理由', width: 160, render: (x) => <span title={x.row.labels.why}>{x.row.labels.why || <span className="zero">—</span>}</span> },
            { key: 'b', title: '提出', width: 88, render: (x) => x.owner },
            { key: 'a', title: '', width: 150, align: 'right', render: (x) => (x.mine ? <Status tone="paused">待他人复核</Status> : x.forMe ? <Status tone="paused">不能自核</Status> : may.includes('confirm') ? (
              <span className="row" style={{ justifyContent: 'flex-end' }}>
                {may.includes('annul') && <button type="button" className="link" disabled={busy !== ''} onClick={() => run(x, 'annul')}>不同意</button>}
                <Button size="small" type="primary" loading={busy === x.row.id} disabled={busy !== ''} onClick={() => run(x, 'confirm')} data-testid="confirm">复核同意</Button>
              </span>
            ) : null) },
          ]}
          empty={<EmptyState title="没有待确认的授权">安全管理员提出授权后，由另一人在这里复核；分管领导也可以复核。</EmptyState>}
        />
      )}
    </ListPage>
  )
}
