import { Button, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, send, type Problem } from '../api/client'
import { path, useMeta } from '../api/queries'
import type { FullRow, RecordAct } from '../api/types'
import { dayTime } from '../kit/format'
import { ProblemBox } from '../kit/States'
import './letter.css'

/** Draws a code for the person of a desk account and prints the letter that carries it; it is shown this once. */
export default function IssueCode({ act, row, etag }: { act: RecordAct; row: FullRow; etag: string }) {
  const cache = useQueryClient()
  const city = useMeta().data?.city.name ?? ''
  const [asking, setAsking] = useState(false)
  const [made, setMade] = useState<{ code: string; until: string } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const issue = async () => {
    setBusy(true)
    setProblem(null)
    try {
      setMade((await send<{ code: string; until: string }>('POST', path('liaison', 'desk_account', row.area, row.id) + '/code', { body: {}, headers: { 'If-Match': etag } })).body)
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  const close = () => {
    setAsking(false)
    setMade(null)
    setProblem(null)
    void cache.invalidateQueries()
  }
  const holder = String(row.values.holder ?? '')
  return (
    <>
      <Button type="primary" data-testid="issue-code" onClick={() => setAsking(true)}>{act.title}</Button>
      <Modal
        open={asking} onCancel={close} width={620} destroyOnHidden title={made ? '绑定码通知书' : act.title}
        footer={made
          ? [<Button key="c" onClick={close}>关闭</Button>, <Button key="p" type="primary" onClick={() => window.print()}>打印</Button>]
          : [<Button key="c" onClick={close}>返回</Button>, <Button key="i" type="primary" loading={busy} onClick={issue} data-testid="issue-now">生成绑定码</Button>]}
      >
        {problem && <ProblemBox of={problem} />}
        {made ? (
          <div className="code-letter" data-testid="code-letter">
            <h2>企业端绑定码通知书</h2>
            <p>{row.labels.subject}　{holder}（{String(row.values.duty ?? '')}）：</p>
            <p>您在本局登记为该主体的企业端经办人。请于 {dayTime(made.until)} 前，在企业端（本系统网址后加 /business/bind）输入以下绑定码，自行设置账号和密码：</p>
            <p className="the-code" data-testid="the-code">{made.code}</p>
            <p>绑定码只能用一次，请勿转交他人。它不在任何地方留存，遗失的请重新申领，旧码随即失效。</p>
            <p className="end">{city}市场监督管理部门</p>
          </div>
        ) : (
          <p>将为 {row.labels.subject} 的 {holder} 生成一个只能用一次、七日内有效的绑定码。码只显示这一次；先前发出的码随即失效。发码记入留痕账本。</p>
        )}
      </Modal>
    </>
  )
}
