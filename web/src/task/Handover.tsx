import { Button, Input, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { asProblem, post, type Problem } from '../api/client'
import { useJob, running } from '../api/job'
import { useMeta } from '../api/queries'
import { FieldForm } from '../kit/field/FieldForm'
import { JobProgress } from '../kit/JobProgress'
import { EmptyState, ProblemBox, Skeleton } from '../kit/States'
import { useTasks, type Task } from './data'
import { TaskTable } from './TaskTable'

const to = [{ name: 'to', title: '接收人', type: 'reference' as const, of: 'person', required: true, help: '接收人在另一机构的，处理机构随之改变，须您对两个机构都有权限' }]

/** 交接: passes the chosen tasks of one person to another, each by an act of its own. */
export function Handover({ from, onClose }: { from: { id: string; name: string }; onClose: () => void }) {
  const cache = useQueryClient()
  const today = useMeta().data?.today ?? ''
  const q = useTasks({ person: from.id }, !!from.id)
  const items: Task[] = q.data?.pages.flatMap((p) => p.items) ?? []
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null)
  const [values, setValues] = useState<Record<string, unknown>>({})
  const [labels, setLabels] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [id, setId] = useState<string>()
  const [busy, setBusy] = useState(false)
  const job = useJob(id, !!id, () => void cache.invalidateQueries())
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = q
  useEffect(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage() }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const chosen = picked ?? new Set(items.map((t) => t.id))
  const wrong = problem?.byField() ?? {}
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const r = await post<{ job: string }>('/api/tasks/handover', {
        from: from.id, to: (values.to as { id?: string } | null)?.id ?? '', reason: reason.trim(),
        records: items.filter((t) => chosen.has(t.id)).map((t) => ({ kind: t.kind, id: t.id })),
      })
      setId(r.job)
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  const over = !!job && !running(job)
  return (
    <Modal
      open title={`交接　${from.name}`} width={960} mask={{ closable: false }} onCancel={onClose} styles={{ body: { maxHeight: '70vh', overflowY: 'auto' } }}
      footer={id ? <Button type="primary" disabled={!over} onClick={onClose} data-testid="handover-done">完成</Button> : <>
        <Button onClick={onClose}>返回</Button>
        <Button type="primary" loading={busy} disabled={chosen.size === 0 || !values.to || !reason.trim() || hasNextPage} onClick={run} data-testid="do-handover">交接 {chosen.size} 件</Button>
      </>}
    >
      {id ? (
        <div className="col" style={{ gap: 12 }} data-testid="handover-progress">
          <JobProgress done={job?.done ?? 0} total={job?.total ?? chosen.size} unit="件" text={over ? '交接完毕' : '正在交接'} />
          <div className="t13">{job?.text || '每件记一次转办，可以离开本页，交接会继续。'}</div>
        </div>
      ) : (
        <div className="col" style={{ gap: 12 }}>
          <div className="t13 t2">所选的每一件都作一次转办：改由接收人承办，期限不变，计入时间线和留痕账本。由岗位承办的不在其内。</div>
          {problem && <ProblemBox of={problem} kept="没有交接；选择和填写的内容保留。" />}
          <FieldForm prefix="h" one fields={to} values={values} labels={labels} errors={wrong} onChange={(n, v, l) => { setValues({ [n]: v }); setLabels(l ? { [n]: l } : {}) }} />
          <div className="form"><div className="item wide">
            <label className="lab" htmlFor="h-reason">理由<i aria-label="必填">*</i></label>
            <Input.TextArea id="h-reason" autoSize={{ minRows: 2, maxRows: 4 }} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} placeholder="调离、离岗、分工调整等" status={wrong.reason ? 'error' : undefined} />
            {wrong.reason && <div className="err" role="alert">{wrong.reason}</div>}
          </div></div>
          {q.isPending ? <Skeleton rows={5} /> : items.length === 0 ? <EmptyState tight title={`${from.name} 没有可交接的待办`} /> : (
            <TaskTable items={items} today={today} picked={chosen} onPick={(list, on) => { const next = new Set(chosen); for (const t of list) if (on) next.add(t.id); else next.delete(t.id); setPicked(next) }} />
          )}
        </div>
      )}
    </Modal>
  )
}
