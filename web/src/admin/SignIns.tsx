import { Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { asProblem } from '../api/client'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { Day } from './Audit'
import { useMany, useParamsState } from './data'
import { ListPage } from './parts'
import type { SignIn } from './types'
import { browser } from './words'

/** 登录日志: every try at the door and what people did to their own accounts. */
export default function SignIns() {
  const s = useParamsState()
  const ask = { account: s.at('account'), event: s.at('event'), from: s.at('from'), to: s.at('to') }
  const q = useMany<SignIn>('/api/admin/sign-ins', ask, 100)
  const [text, setText] = useState(ask.account)
  useEffect(() => setText(ask.account), [ask.account])
  const rows = q.data?.pages.flatMap((p) => p.items) ?? []
  const first = q.data?.pages[0] as { events?: { event: string; title: string }[] } | undefined
  const narrowed = Object.values(ask).some(Boolean)
  const clear = () => s.put({ account: '', event: '', from: '', to: '' })
  return (
    <ListPage
      title="登录日志"
      filters={<>
        <Input.Search aria-label="账号" style={{ width: 200 }} allowClear placeholder="账号" value={text} onChange={(e) => { setText(e.target.value); if (!e.target.value) s.put({ account: '' }) }} onSearch={(v) => s.put({ account: v.trim().toLowerCase() })} />
        <Select aria-label="事件" style={{ width: 180 }} allowClear placeholder="全部事件" value={ask.event || undefined} onChange={(v) => s.put({ event: v ?? '' })} options={(first?.events ?? []).map((e) => ({ value: e.event, label: e.title }))} />
        <Day label="自" value={ask.from} onChange={(v) => s.put({ from: v })} />
        <Day label="至" value={ask.to} onChange={(v) => s.put({ to: v })} />
        {narrowed && <button type="button" className="link t13" onClick={clear}>清除条件</button>}
      </>}
      foot={rows.length > 0 && `已列 ${int(rows.length)} 条${q.hasNextPage ? '，向下滚动继续' : ''}；保存一年；没有的账号不记所输内容，因为可能误输了密码`}
    >
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <Skeleton rows={14} /> : (
        <DataTable
          label="登录日志" rows={rows} rowKey={(r) => r.id} minWidth={1010} onEnd={() => q.hasNextPage && !q.isFetchingNextPage && q.fetchNextPage()}
          columns={[
            { key: 't', title: '时间', width: 144, render: (r) => dayTime(r.at) },
            { key: 'a', title: '账号', width: 150, render: (r) => r.account || <span className="zero">{r.event === 'no_account' ? '（没有这个账号）' : '—'}</span> },
            { key: 'p', title: '姓名', width: 110, render: (r) => r.person || <span className="zero">—</span> },
            { key: 'v', title: '方式', width: 150, render: (r) => r.via || <span className="zero">—</span> },
            { key: 'e', title: '事件', width: 190, render: (r) => (r.bad ? <Status tone={r.event === 'just_locked' ? 'over' : 'soon'}>{r.title}</Status> : r.event === 'signed_in' ? <Status tone="ok">{r.title}</Status> : r.title) },
            { key: 'd', title: '来自', width: 150, render: (r) => r.address || <span className="zero">—</span> },
            { key: 'b', title: '浏览器', render: (r) => <span title={r.agent}>{browser(r.agent) || <span className="zero">—</span>}</span> },
          ]}
          empty={<EmptyState title={narrowed ? '没有符合条件的记载' : '还没有人登录过'} />}
        />
      )}
    </ListPage>
  )
}
