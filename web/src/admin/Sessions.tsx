import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { post } from '../api/client'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useDuty, useParamsState } from './data'
import { ListPage, Loaded, ReasonDialog } from './parts'
import type { LiveSession } from './types'
import { browser } from './words'

/** 登录会话: who is signed in now; the system administrator ends any of them. */
export default function Sessions() {
  const s = useParamsState()
  const system = useDuty() === 'system'
  const cache = useQueryClient()
  const q = useAsk<{ items: LiveSession[] }>('/api/admin/sessions', {}, true, 15_000)
  const [ending, setEnding] = useState<LiveSession | null>(null)
  const word = s.at('q')
  const rows = useMemo(() => (q.data?.items ?? []).filter((x) => !word || [x.account, x.person, x.unit, x.address].some((v) => v.includes(word))), [q.data, word])
  return (
    <>
      <ListPage
        title="登录会话" filters={<SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="姓名、账号、机构、地址" />}
        totals={<>在线会话&nbsp;<b>{int(q.data?.items.length)}</b><span className="sep">人员 <b>{int(new Set(q.data?.items.map((x) => x.account)).size)}</b></span></>}
        foot="闲置 30 分钟或登录满 12 小时自动结束；每 15 秒更新"
      >
        <Loaded of={q} rows={10}>
          {() => (
            <DataTable
              label="登录会话" rows={rows} rowKey={(x) => x.id} minWidth={980}
              columns={[
                { key: 'p', title: '姓名', width: 96, render: (x) => x.person || <span className="zero">—</span> },
                { key: 'a', title: '账号', width: 120, render: (x) => x.account },
                { key: 'u', title: '机构', render: (x) => <MidCut text={x.unit} /> },
                { key: 'd', title: '来自', width: 130, render: (x) => x.address },
                { key: 'b', title: '浏览器', width: 150, render: (x) => <span title={x.agent}>{browser(x.agent)}</span> },
                { key: 'c', title: '登录', width: 136, render: (x) => dayTime(x.created) },
                { key: 'l', title: '最近使用', width: 136, render: (x) => dayTime(x.last_seen) },
                { key: 'x', title: '', width: 88, align: 'right', render: (x) => (x.current ? <Status tone="ok">本机</Status> : system ? <button type="button" className="link" onClick={() => setEnding(x)}>结束会话</button> : null) },
              ]}
              empty={<EmptyState title={word ? '没有符合条件的会话' : '现在没有人登录'} />}
            />
          )}
        </Loaded>
      </ListPage>
      {ending && (
        <ReasonDialog
          title="结束登录会话" act="结束" danger onClose={() => setEnding(null)}
          onDo={async (reason) => { await post(`/api/admin/sessions/${ending.id}/end`, { reason }); await cache.invalidateQueries({ queryKey: ['admin'] }) }}
        >{ending.person || ending.account} 在 {ending.address}（{browser(ending.agent)}）的会话立即结束，须重新登录；未保存的草稿保留在其本机。</ReasonDialog>
      )}
    </>
  )
}
