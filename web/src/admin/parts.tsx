import { Button, Input, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import type { UseQueryResult } from '@tanstack/react-query'
import { asProblem, type Problem } from '../api/client'
import { Card, PageHead } from '../kit/Bits'
import { TableFoot } from '../kit/DataTable'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'

/** A page that is one table: filters above, the place below. */
export function ListPage({ title, sub, acts, filters, totals, foot, side, children }: {
  title: string; sub?: ReactNode; acts?: ReactNode; filters?: ReactNode; totals?: ReactNode; foot?: ReactNode; side?: ReactNode; children: ReactNode
}) {
  return (
    <>
      <PageHead title={title} sub={sub} acts={acts} />
      <Card className="fill" flex style={{ overflow: 'hidden' }}>
        <div className="split" style={{ height: '100%' }}>
          <div className="main">
            {(filters || totals) && (
              <div style={{ padding: '12px 16px 10px', display: 'grid', gap: 10 }}>
                {filters && <div className="filters">{filters}</div>}
                {totals && <div className="totals" data-testid="totals">{totals}</div>}
              </div>
            )}
            {children}
            {foot && <TableFoot keys={false}>{foot}</TableFoot>}
          </div>
          {side}
        </div>
      </Card>
    </>
  )
}

/** Waiting, failed, or there. */
export function Loaded<T>({ of, rows = 10, children }: { of: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError' | 'refetch'>; rows?: number; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (of.isError) return <ErrorState of={asProblem(of.error)} retry={() => of.refetch()} />
  return <Skeleton rows={rows} />
}

/** An act that changes somebody's rights: what it does in words, and why it is done. */
export function ReasonDialog({ title, act, danger, children, reason = '', onDo, onClose }: {
  title: string; act: string; danger?: boolean; children: ReactNode; reason?: string; onDo: (reason: string) => Promise<unknown>; onClose: () => void
}) {
  const [why, setWhy] = useState(reason)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await onDo(why.trim())
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  return (
    <Modal
      open title={title} width={480} onCancel={onClose}
      footer={<><Button onClick={onClose}>取消</Button><Button type="primary" danger={danger} loading={busy} disabled={!why.trim()} onClick={run} data-testid="do">{act}</Button></>}
    >
      <div className="t13" style={{ marginBottom: 12 }}>{children}</div>
      <label className="t13 t2" htmlFor="why">理由（记入留痕账本）</label>
      <Input.TextArea id="why" autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} value={why} onChange={(e) => setWhy(e.target.value)} />
      {problem && <div style={{ marginTop: 12 }}><ProblemBox of={problem} /></div>}
    </Modal>
  )
}

/** A labelled control in a dialog. */
export const Field = ({ id, label, required, err, help, children }: { id: string; label: string; required?: boolean; err?: string; help?: ReactNode; children: ReactNode }) => (
  <div className="item" style={{ display: 'flex', flexDirection: 'column', marginBottom: 14 }}>
    <label className="lab t13 t2" htmlFor={id} style={{ paddingBottom: 4 }}>{label}{required && <i className="seal" style={{ fontStyle: 'normal', marginLeft: 4 }}>*</i>}</label>
    {children}
    {err ? <div className="t12 seal" style={{ paddingTop: 3 }}>{err}</div> : help && <div className="t12 t2" style={{ paddingTop: 3 }}>{help}</div>}
  </div>
)
