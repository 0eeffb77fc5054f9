// 撤销导入: what taking a batch of orders back will do, before it is done, and what it did.
import { Input, Modal, type ButtonProps } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { asProblem, get, post, type Problem } from '../api/client'
import { toRecord } from '../api/paths'
import { useMeta } from '../api/queries'
import { Card } from '../kit/Bits'
import { dayTime, int } from '../kit/format'
import { JobProgress } from '../kit/JobProgress'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { batchOf, type Exchange, type TakenBack } from './upstream'

const gone = ['undoing', 'undo_failed', 'undone']

/** What an undoing did so far, or in the end. */
export const useDone = (b: Exchange) => useTakenBack(b, gone.includes(b.state))
const useTakenBack = (b: Exchange, enabled = true) => useQuery({ queryKey: ['upstream', b.id, 'undo', b.state], enabled, queryFn: () => get<TakenBack>(`${batchOf(b.id)}/undo`), refetchInterval: b.state === 'undoing' ? 1000 : false })

/** Whether there is anything to take back, and nobody is at it. */
export const undoable = (b: Exchange) => b.purpose === 'orders' && ['done', 'failed', 'cancelled'].includes(b.state) && b.created + b.changed > 0

const registered = (u: TakenBack) => (u.registered > 0 ? `，连同由它们登记的投诉、举报、咨询 ${int(u.registered)} 件` : '')

export function UndoExchange({ of, onClose }: { of: Exchange; onClose: () => void }) {
  const cache = useQueryClient()
  const q = useTakenBack(of)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const undo = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await post(`${batchOf(of.id)}/undo`, { why: text.trim() })
      await cache.invalidateQueries({ queryKey: ['upstream'] })
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  const u = q.data
  const n = u ? u.annulled + u.reverted : 0
  return (
    <Modal open mask={{ closable: false }} title="撤销导入" okText={u ? `撤销 ${int(n)} 件` : '撤销'} cancelText="不撤销" onOk={() => void undo()} okButtonProps={{ disabled: !u || !text.trim(), loading: busy, 'data-testid': 'undo-now' } as ButtonProps} onCancel={onClose} width={640}>
      <p className="t13" style={{ margin: '0 0 8px' }}>{of.name}，{of.by_name} {dayTime(of.at)} 导入。用于导错了文件：只撤销导入以后没有人办理过的。</p>
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !u ? <Skeleton rows={4} /> : (
        <div data-testid="undo-preview">
          <ul className="t13 cp-will">
            <li><b>{int(u.annulled)}</b> 件新工单撤销{registered(u)}；编号可以重新导入</li>
            <li><b>{int(u.reverted)}</b> 件工单恢复导入以前的内容</li>
            <li><b>{int(u.left)}</b> 件留下不动{u.left > 0 ? '，逐件列在下面，由承办人按程序处理' : ''}</li>
          </ul>
          {u.stays.length > 0 && <Stays of={u} />}
        </div>
      )}
      <label htmlFor="undo-why" className="t12 t2" style={{ display: 'block', margin: '12px 0 4px' }}>理由，写入每件撤销的办理记录</label>
      <Input.TextArea id="undo-why" maxLength={300} rows={2} value={text} onChange={(e) => setText(e.target.value)} placeholder="如：导入的是上月的旧文件" />
      {problem && <div style={{ marginTop: 12 }}><ProblemBox of={problem} /></div>}
    </Modal>
  )
}

function Stays({ of }: { of: TakenBack }) {
  const area = useMeta().data?.city.area ?? ''
  return (
    <div className="cp-stays">
      <table className="dt">
        <colgroup><col style={{ width: 52 }} /><col style={{ width: 190 }} /><col /></colgroup>
        <thead><tr><th scope="col" className="r">行</th><th scope="col">平台编号</th><th scope="col">留下的原因</th></tr></thead>
        <tbody>{of.stays.map((l) => <tr key={l.line}><td className="r">{int(l.line)}</td><td><Link to={toRecord('complaint', 'work_order', area, l.record)}>{l.order_no}</Link></td><td title={l.left}>{l.left}</td></tr>)}</tbody>
      </table>
      {of.left > of.stays.length && <div className="t12 t2" style={{ padding: '6px 16px' }}>只列前 {int(of.stays.length)} 件，撤销以后在各行里逐件列出</div>}
    </div>
  )
}

export function TakenBackCard({ of, onLeft }: { of: Exchange; onLeft: () => void }) {
  const q = useDone(of)
  if (!gone.includes(of.state)) return null
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={3} />
  const u = q.data
  const done = u.annulled + u.reverted + u.left
  return (
    <Card title={of.state === 'undone' ? '撤销结果' : '撤销'} more={<span className="t2">{of.undo_by}{of.ended_at && of.state === 'undone' ? ` ${dayTime(of.ended_at)}` : ''}</span>} style={{ flex: 'none', marginBottom: 12 }}>
      <div className="pad t13" data-testid="taken-back">
        {of.state !== 'undone' && <JobProgress done={done} total={Math.max(1, done + u.pending)} unit="件" text={of.state === 'undoing' ? '正在撤销' : '已撤销'} />}
        {of.state === 'undone' && <>撤销工单 <b className="b">{int(u.annulled)}</b> 件{registered(u)}，恢复原内容 <b className="b">{int(u.reverted)}</b> 件，留下 <b className="b">{int(u.left)}</b> 件{u.left > 0 && <>（<button type="button" className="link" onClick={onLeft}>逐件看原因</button>）</>}。理由：{of.undo_why}</>}
      </div>
    </Card>
  )
}
