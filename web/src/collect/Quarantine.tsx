import { Button, Drawer, Input } from 'antd'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, del, get, post, type Problem } from '../api/client'
import type { Batch, Field, Page, QuarantineRow } from '../api/types'
import { Card } from '../kit/Bits'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'

const path = (b: Batch) => `/api/collect/batches/${encodeURIComponent(b.id)}/quarantine`
const columnOf = (b: Batch, field: string) => (b.mapping ?? []).find((m) => m.field === field)?.column
const cell = (b: Batch, r: QuarantineRow, field: string | undefined) => (field ? (r.values[columnOf(b, field) ?? ''] ?? r.values[field] ?? '') : '')

/** The first rows set aside, with their reasons. */
export function QuarantinePreview({ b, fields, onAll }: { b: Batch; fields: Field[]; onAll: () => void }) {
  const settled = b.state !== 'preflight' || b.quarantined > 0
  const q = useQuery({
    queryKey: ['quarantine', b.id, 'first', b.state === 'preflight' ? Math.min(8, b.quarantined) : b.quarantined, b.state],
    queryFn: () => get<Page<QuarantineRow>>(path(b), { limit: 8 }),
    enabled: settled && b.quarantined > 0,
    placeholderData: (old) => old,
  })
  const keyField = fields.find((f) => f.unique) ?? fields[1]
  const nameField = fields.find((f) => f.name === 'name') ?? fields.find((f) => f.required) ?? fields[0]
  const rows = q.data?.items ?? []
  return (
    <Card title={before(b) ? '隔离预览' : '隔离'} count={`${int(b.quarantined)} 行`} more={b.quarantined > 0 ? <button type="button" className="link" onClick={onAll} data-testid="open-quarantine">{before(b) ? '逐行看' : '就地改正'}</button> : undefined}>
      {b.quarantined === 0 ? <EmptyState tight title="没有隔离的行">读得出、对得上的行都将进入档案。</EmptyState> : q.isError ? <ErrorState of={asProblem(q.error)} /> : !q.data ? <Skeleton rows={4} /> : (
        <table className="dt">
          <colgroup><col style={{ width: 68 }} /><col style={{ width: 164 }} /><col /><col style={{ width: '29%' }} /></colgroup>
          <thead><tr><th scope="col" className="r">行</th><th scope="col">{keyField?.title ?? '键'}</th><th scope="col">{nameField?.title ?? '名称'}</th><th scope="col">原因</th></tr></thead>
          <tbody>
            {rows.slice(0, 8).map((r) => (
              <tr key={r.line} className="can" onClick={onAll}>
                <td className="r">{int(r.line)}</td>
                <td>{cell(b, r, keyField?.name) || '—'}</td>
                <td><MidCut text={cell(b, r, nameField?.name) || '—'} /></td>
                <td title={(r.problems ?? []).map((p) => p.text).join('；')}>{r.state === 'open' ? (r.problems?.[0]?.text ?? '—') : <Status tone="ended">{r.state === 'fixed' ? '已改正重入' : '已弃置'}</Status>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

const before = (b: Batch) => b.state === 'preflight' || b.state === 'ready'

/** Every row set aside, to be put right in its place and run again. */
export function Quarantine({ b, fields, onClose }: { b: Batch; fields: Field[]; onClose: () => void }) {
  const [at, setAt] = useState<number | null>(null)
  const q = useInfiniteQuery({
    queryKey: ['quarantine', b.id, 'all'],
    queryFn: ({ pageParam }) => get<Page<QuarantineRow>>(path(b), { limit: 50, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (p) => p.next || undefined,
  })
  const rows = q.data?.pages.flatMap((p) => p.items ?? []) ?? []
  const open = rows.find((r) => r.line === at) ?? rows.find((r) => r.state === 'open') ?? rows[0]
  const next = () => {
    const i = rows.indexOf(open!)
    setAt(rows.slice(i + 1).find((r) => r.state === 'open')?.line ?? null)
  }
  return (
    <Drawer open onClose={onClose} size={920} title={`隔离 ${int(b.quarantined)} 行`} styles={{ body: { padding: 0, display: 'flex', minHeight: 0 } }} aria-label="隔离的行">
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : q.isPending ? <div className="grow"><Skeleton rows={10} /></div> : rows.length === 0 ? <div className="grow"><EmptyState title="没有隔离的行" /></div> : (
        <>
          <div className="qlist" role="listbox" aria-label="隔离的行">
            {rows.map((r) => (
              <button key={r.line} type="button" role="option" aria-selected={r === open} onClick={() => setAt(r.line)}>
                <span className="t2">{int(r.line)}</span>
                <span className="grow cut">{r.problems?.[0]?.text ?? (r.state === 'fixed' ? '已改正' : '—')}</span>
                {r.state !== 'open' && <Status tone={r.state === 'fixed' ? 'ok' : 'ended'}>{r.state === 'fixed' ? '重入' : '弃置'}</Status>}
              </button>
            ))}
            {q.hasNextPage && <button type="button" onClick={() => q.fetchNextPage()}><span className="grow" style={{ color: 'var(--indigo)' }}>{q.isFetchingNextPage ? '正在读取' : '再列 50 行'}</span></button>}
          </div>
          {open && <Fix key={open.line} b={b} row={open} fields={fields} onDone={next} />}
        </>
      )}
    </Drawer>
  )
}

function Fix({ b, row, fields, onDone }: { b: Batch; row: QuarantineRow; fields: Field[]; onDone: () => void }) {
  const cache = useQueryClient()
  const [values, setValues] = useState(row.values)
  const [problems, setProblems] = useState(row.problems ?? [])
  const [failed, setFailed] = useState<Problem | null>(null)
  const [busy, setBusy] = useState('')
  const mapped = (b.mapping ?? []).filter((m) => m.field)
  const columns = mapped.length ? mapped.map((m) => m.column) : Object.keys(row.values)
  const of = (c: string) => mapped.find((m) => m.column === c)?.field
  const wrong = (c: string) => problems.find((p) => p.field === of(c) || p.field === c)
  const sorted = [...columns].sort((x, y) => Number(!!wrong(y)) - Number(!!wrong(x)))
  const [order] = useState(sorted)
  const closed = row.state !== 'open' || before(b)
  const send = async () => {
    setBusy('run')
    setFailed(null)
    try {
      const r = await post<{ ok: boolean; problems: QuarantineRow['problems'] }>(`${path(b)}/${row.line}`, { values })
      if (r.ok) {
        await cache.invalidateQueries({ queryKey: ['quarantine', b.id] })
        void cache.invalidateQueries({ queryKey: ['batch', b.id] })
        onDone()
      } else setProblems(r.problems ?? [])
    } catch (e) {
      setFailed(asProblem(e))
    } finally {
      setBusy('')
    }
  }
  const drop = async () => {
    setBusy('drop')
    setFailed(null)
    try {
      await del(`${path(b)}/${row.line}`)
      await cache.invalidateQueries({ queryKey: ['quarantine', b.id] })
      onDone()
    } catch (e) {
      setFailed(asProblem(e))
    } finally {
      setBusy('')
    }
  }
  return (
    <form className="qfix" onSubmit={(e) => { e.preventDefault(); if (!closed) void send() }}>
      <div className="scroll">
        <div className="t13 t2" style={{ marginBottom: 12 }}>第 {int(row.line)} 行{before(b) && '，导入之后可以就地改正'}</div>
        {order.map((c) => {
          const p = wrong(c)
          const f = fields.find((x) => x.name === of(c))
          return (
            <div className="item" key={c}>
              <label htmlFor={`q-${c}`}>{f?.title ?? c}{f && f.title !== c && <span className="t2"> · {c}</span>}</label>
              {f?.multiline
                ? <Input.TextArea id={`q-${c}`} autoSize={{ minRows: 1, maxRows: 5 }} disabled={closed} value={values[c] ?? ''} status={p ? 'error' : undefined} onChange={(e) => setValues({ ...values, [c]: e.target.value })} />
                : <Input id={`q-${c}`} disabled={closed} value={values[c] ?? ''} status={p ? 'error' : undefined} onChange={(e) => setValues({ ...values, [c]: e.target.value })} />}
              {p && <div className="t12 seal" style={{ paddingTop: 3 }}>{p.text}</div>}
            </div>
          )
        })}
        {problems.filter((p) => !order.some((c) => of(c) === p.field || c === p.field)).map((p, i) => <div key={i} className="t13 seal">{p.text}</div>)}
        {failed && <ProblemBox of={failed} kept="您的改动保留在本页。" />}
      </div>
      {!closed && (
        <div className="foot">
          <Button type="primary" htmlType="submit" loading={busy === 'run'} data-testid="rerun">改正并重入</Button>
          <Button onClick={drop} loading={busy === 'drop'}>弃置此行</Button>
          <span className="grow" />
          <Button onClick={onDone}>下一行</Button>
        </div>
      )}
    </form>
  )
}
