import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { asProblem, del, get } from '../api/client'
import { useMe } from '../api/queries'
import type { SessionItem } from '../api/types'
import { Card, KV, PageHead } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime } from '../kit/format'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { MyKeys } from './MyKeys'
import { Bindings } from './Outside'
import { OneTimeCodes } from './OneTimeCodes'
import { PasswordForm } from './Password'

/** One's own account: who one is, the password, one-time codes, keys, the sessions that are open. */
export default function Account() {
  const me = useMe().data
  const cache = useQueryClient()
  const [changed, setChanged] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const list = useQuery({ queryKey: ['sessions'], queryFn: () => get<{ items: SessionItem[] | null }>('/api/sessions') })
  if (!me) return <Skeleton />
  const end = async (s: SessionItem) => {
    try {
      setProblem(null)
      await del(`/api/sessions/${encodeURIComponent(s.id)}`)
      await cache.invalidateQueries({ queryKey: ['sessions'] })
    } catch (e) {
      setProblem(e)
    }
  }
  return (
    <>
      <PageHead title="我的账号" acts={<Link to="/admin/rights/mine">我的权限</Link>} />
      <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 360px', gap: 16, alignItems: 'start' }}>
        <div className="col">
        <Card title="登录会话" count={list.data?.items?.length}>
          {problem !== null && <div className="pad"><ProblemBox of={asProblem(problem)} /></div>}
          {list.isError ? <ErrorState of={asProblem(list.error)} retry={() => list.refetch()} /> : !list.data ? <Skeleton rows={3} /> : (
            <DataTable
              label="登录会话" rows={list.data.items ?? []} rowKey={(s) => s.id}
              columns={[
                { key: 'agent', title: '浏览器', render: (s) => <span title={s.agent}>{browser(s.agent)}</span> },
                { key: 'address', title: '来自', width: 140, render: (s) => s.address },
                { key: 'created', title: '登录', width: 150, render: (s) => dayTime(s.created) },
                { key: 'seen', title: '最近使用', width: 150, render: (s) => dayTime(s.last_seen) },
                { key: 'act', title: '', width: 92, align: 'right', render: (s) => (s.current ? <Status tone="ok">本机</Status> : <button type="button" className="link" onClick={() => end(s)}>结束会话</button>) },
              ]}
            />
          )}
        </Card>
        {me.duty === 'business' && <MyKeys />}
        </div>
        <div className="col">
          <Card title="账号" pad>
            <KV items={[
              ['账号', me.account],
              ['姓名', me.person?.name ?? '—'],
              ['承办机构', me.unit?.name ?? '—'],
              ['岗位', me.post || '—'],
              ['角色', me.roles?.length ? me.roles.map((r) => r.title).join('、') : '—'],
            ]} />
          </Card>
          <Card title="动态验证码" pad><OneTimeCodes /></Card>
          <Bindings />
          <Card title="更改密码" pad>
            {changed ? <div className="t13"><Status tone="ok">密码已更改</Status></div> : <div className="door-form"><PasswordForm onDone={() => { setChanged(true); void cache.invalidateQueries({ queryKey: ['sessions'] }) }} /></div>}
          </Card>
        </div>
      </div>
    </>
  )
}

function browser(agent: string) {
  const name = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '其他程序'
  const os = /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Android/.test(agent) ? 'Android' : /Linux/.test(agent) ? 'Linux' : ''
  return os ? `${name} · ${os}` : name
}
