import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { asProblem } from '../api/client'
import { useMe, useMeta } from '../api/queries'
import { Card, PageHead } from '../kit/Bits'
import { Slips } from '../slips'
import { groupNames, type Group } from '../kit/due'
import { int } from '../kit/format'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { useTasks, type Task } from './data'
import { Handover } from './Handover'
import { Tabs } from './Tabs'
import { TaskTable } from './TaskTable'
import './task.css'

const groups: Group[] = ['late', 'today', 'week', 'later', 'open']

/** 我的待办, or what a person or a unit has to do where one came from the board. */
export default function Mine() {
  const [params, setParams] = useSearchParams()
  const meta = useMeta().data
  const me = useMe().data
  const f = { group: params.get('group') ?? '', kind: params.get('kind') ?? '', person: params.get('person') ?? '', unit: params.get('unit') ?? '', who: params.get('who') ?? '' }
  const name = params.get('name') ?? ''
  const other = !!(f.person || f.unit || f.who)
  const q = useTasks(f)
  const [handing, setHanding] = useState(false)
  const set = (k: string, v: string) => setParams((p) => { if (v) p.set(k, v); else p.delete(k); return p }, { replace: true })
  const first = q.data?.pages[0]
  const items: Task[] = q.data?.pages.flatMap((p) => p.items) ?? []
  const kinds = [...new Map((meta?.matters ?? []).flatMap((m) => (m.kinds ?? []).filter((k) => items.some((t) => t.kind === k.name) || k.name === f.kind).map((k) => [k.name, k.title]))).entries()]
  const n = first?.count
  const label = (g: Group) => (!other && n && n[g] > 0 ? `${groupNames[g]} ${int(n[g])}` : groupNames[g])
  return (
    <div className="page scroll inner">
      <PageHead
        title={other ? `${name || '全部'} 的待办` : '我的待办'} sub={!other && n ? <span title="工作台上不列只待归档的，所以件数较少">共 {int(n.all)} 件，含待归档的</span> : undefined}
        acts={<>{!other && <Slips />}{other && <Button onClick={() => setParams({})}>回到我的待办</Button>}{(f.person || !other) && <Button onClick={() => setHanding(true)} data-testid="handover">交接</Button>}</>}
      />
      <Tabs />
      <Card>
        <div className="task-bar">
          <Segmented size="small" value={f.group} onChange={(v) => set('group', String(v))} options={[{ value: '', label: '全部' }, ...groups.map((g) => ({ value: g, label: label(g) }))]} />
          <Select size="small" allowClear placeholder="业务类型" aria-label="业务类型" style={{ minWidth: 140 }} value={f.kind || undefined} onChange={(v) => set('kind', v ?? '')} options={kinds.map(([value, l]) => ({ value, label: l }))} />
        </div>
        {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !first ? <Skeleton rows={10} /> : items.length === 0 ? (
          <EmptyState title={f.group || f.kind ? '没有符合条件的待办' : '没有待办'}>{other ? '在办的事项到了这里，会按到期先后列出。' : '分到您名下的、由您的岗位办理的事项会按到期先后列在这里。'}</EmptyState>
        ) : (
          <>
            <TaskTable items={items} today={first.today} who={other} />
            {q.hasNextPage && <div className="task-bar"><Button size="small" loading={q.isFetchingNextPage} onClick={() => q.fetchNextPage()}>再列 100 件</Button></div>}
          </>
        )}
      </Card>
      {handing && me && <Handover from={f.person ? { id: f.person, name } : { id: me.person?.id ?? '', name: me.person?.name ?? '' }} onClose={() => setHanding(false)} />}
    </div>
  )
}
