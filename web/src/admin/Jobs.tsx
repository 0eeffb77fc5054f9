import { Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, post, type Problem } from '../api/client'
import { DataTable } from '../kit/DataTable'
import { dayTime, int, percent } from '../kit/format'
import { JobProgress } from '../kit/JobProgress'
import { EmptyState, ProblemBox } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useDuty, useParamsState } from './data'
import { ListPage, Loaded } from './parts'
import type { JobRow } from './types'
import { jobStates } from './words'

const live = (j: JobRow) => j.state === 'waiting' || j.state === 'running'

/** 后台任务: what runs and ran, how far, and why it failed. */
export default function Jobs() {
  const s = useParamsState()
  const system = useDuty() === 'system'
  const cache = useQueryClient()
  const state = s.at('state')
  const q = useAsk<{ items: JobRow[]; next: string }>('/api/admin/jobs', { state, limit: 200 }, true, (x) => (x?.items.some(live) ? 1500 : 15_000))
  const [problem, setProblem] = useState<Problem | null>(null)
  const rows = q.data?.items ?? []
  const act = async (j: JobRow, what: 'cancel' | 'retry') => {
    setProblem(null)
    try {
      await post(`/api/admin/jobs/${j.id}/${what}`)
      await cache.invalidateQueries({ queryKey: ['admin'] })
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  return (
    <ListPage
      title="后台任务"
      filters={<Select aria-label="状态" style={{ width: 128 }} value={state} onChange={(v) => s.put({ state: v })} options={[{ value: '', label: '全部状态' }, ...Object.entries(jobStates).map(([value, x]) => ({ value, label: x.word }))]} />}
      totals={<>已列&nbsp;<b>{int(rows.length)}</b>&nbsp;项<span className="sep">进行中 <b>{int(rows.filter((j) => j.state === 'running').length)}</b></span><span className="sep">失败 <b>{int(rows.filter((j) => j.state === 'failed').length)}</b></span></>}
      foot="结束 30 天后清除；进程中断后从上次的位置继续"
    >
      {problem && <div style={{ padding: '0 16px 10px' }}><ProblemBox of={problem} /></div>}
      <Loaded of={q} rows={8}>
        {() => (
          <DataTable
            label="后台任务" rows={rows} rowKey={(j) => j.id} minWidth={980}
            columns={[
              { key: 'k', title: '任务', width: 110, render: (j) => <span title={j.kind}>{j.title}</span> },
              { key: 's', title: '状态', width: 92, render: (j) => <Status tone={jobStates[j.state].tone}>{j.cancelling ? '正在取消' : jobStates[j.state].word}</Status> },
              { key: 'p', title: '进度', width: 230, render: (j) => (j.state === 'running' && j.total > 0 ? <div style={{ paddingTop: 2 }}><JobProgress done={j.done} total={j.total} rate={j.rate} remaining_s={j.remaining_s} unit="" /></div> : j.total > 0 ? <span className="t2">{int(j.done)} / {int(j.total)}{j.state !== 'done' && `（${percent(j.done, j.total).toFixed(0)}%）`}</span> : <span className="zero">—</span>) },
              { key: 'n', title: '说明', render: (j) => (j.error ? <span className={j.state === 'failed' ? 'seal' : 'ochre'} title={`${j.error}（${j.code}）`}>{j.state === 'waiting' ? `将再试：${j.error}` : j.error}</span> : <span title={j.text}>{j.text}</span>) },
              { key: 'a', title: '次数', width: 56, align: 'right', render: (j) => int(j.attempt) },
              { key: 'c', title: '提交', width: 134, render: (j) => dayTime(j.created) },
              { key: 'e', title: '结束', width: 134, render: (j) => (j.ended ? dayTime(j.ended) : <span className="zero">—</span>) },
              { key: 'x', title: '', width: 84, align: 'right', render: (j) => (!system ? null : live(j) ? <button type="button" className="link" disabled={j.cancelling} onClick={() => act(j, 'cancel')}>取消</button> : j.state === 'failed' || j.state === 'cancelled' ? <button type="button" className="link" onClick={() => act(j, 'retry')}>重新执行</button> : null) },
            ]}
            empty={<EmptyState title={state ? '没有这种状态的任务' : '还没有后台任务'}>导入、撤回导入、核验账本和每日整理都在后台进行，可以离开页面。</EmptyState>}
          />
        )}
      </Loaded>
    </ListPage>
  )
}
