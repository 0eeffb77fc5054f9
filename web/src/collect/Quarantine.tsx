import { Drawer } from 'antd'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, get } from '../api/client'
import type { Batch, Field, Page, QuarantineRow, RowProblem } from '../api/types'
import { Card } from '../kit/Bits'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { Fix } from './Fix'
import { before, previewOf, quarantineOf, rowStates } from './words'
import { Span } from './Problems'

const columnOf = (b: Batch, field: string) => (b.mapping ?? []).find((m) => m.field === field)?.column
const cell = (b: Batch, r: QuarantineRow, field: string | undefined) => (field ? (r.values[columnOf(b, field) ?? ''] ?? r.values[field] ?? '') : '')

/** The first rows set aside, with their reasons. */
export function QuarantinePreview({ b, fields, onAll }: { b: Batch; fields: Field[]; onAll: () => void }) {
  const q = useQuery({
    queryKey: ['quarantine', b.id, 'first', b.quarantined, b.state],
    queryFn: () => get<Page<QuarantineRow>>(quarantineOf(b), { limit: 8 }),
    enabled: !before(b) && b.quarantined > 0,
    placeholderData: (old) => old,
  })
  const keyField = fields.find((f) => f.unique) ?? fields[1]
  const nameField = fields.find((f) => f.name === 'name') ?? fields.find((f) => f.required) ?? fields[0]
  const rows = before(b) ? previewOf(b) : (q.data?.items ?? [])
  return (
    <Card title={before(b) ? '隔离预览' : '隔离'} count={`${int(b.quarantined)} 行`} more={b.quarantined > 0 ? <button type="button" className="link" onClick={onAll} data-testid="open-quarantine">{before(b) ? '逐行看' : '就地改正'}</button> : undefined}>
      {b.quarantined === 0 ? <EmptyState tight title="没有隔离的行">读得出、对得上的行都将进入档案。</EmptyState> : q.isError ? <ErrorState of={asProblem(q.error)} /> : !before(b) && !q.data ? <Skeleton rows={4} /> : (
        <table className="dt">
          <colgroup><col style={{ width: 52 }} /><col style={{ width: 164 }} /><col /><col style={{ width: '38%' }} /></colgroup>
          <thead><tr><th scope="col" className="r">行</th><th scope="col">{keyField?.title ?? '键'}</th><th scope="col">{nameField?.title ?? '名称'}</th><th scope="col">原因</th></tr></thead>
          <tbody>
            {rows.slice(0, 8).map((r) => (
              <tr key={r.line} className="can" onClick={onAll}>
                <td className="r">{int(r.line)}</td>
                <td><Marked text={cell(b, r, keyField?.name)} row={r} field={keyField?.name} /></td>
                <td><MidCut text={cell(b, r, nameField?.name) || '—'} /></td>
                <td title={(r.problems ?? []).map((p) => reason(p, fields)).join('；')}>{r.state === 'open' ? reason(r.problems?.[0], fields, keyField?.name) : <Status tone={rowStates[r.state].tone}>{rowStates[r.state].word}</Status>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** Why a row stays out: which field, unless its column stands beside, and what is wrong with it. */
function reason(p: RowProblem | undefined, fields: Field[], beside?: string) {
  if (!p) return '—'
  if (p.field === beside) return p.text
  const title = fields.find((f) => f.name === p.field)?.title
  return title && !p.text.includes(title) ? `${title}：${p.text}` : p.text
}

/** A cell, with its wrong characters marked where the row says which they are. */
function Marked({ text, row, field }: { text: string; row: QuarantineRow; field?: string }) {
  const p = (row.problems ?? []).find((x) => x.field === field && (x.to ?? 0) > (x.from ?? 0))
  return text ? p ? <Span text={text} from={p.from ?? 0} to={p.to ?? 0} /> : <>{text}</> : <>—</>
}

/** Every row set aside, to be put right in its place and run again. */
export function Quarantine({ b, fields, onClose }: { b: Batch; fields: Field[]; onClose: () => void }) {
  const [at, setAt] = useState<number | null>(null)
  const q = useInfiniteQuery({
    queryKey: ['quarantine', b.id, 'all'],
    queryFn: ({ pageParam }) => get<Page<QuarantineRow>>(quarantineOf(b), { limit: 50, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (p) => p.next || undefined,
    enabled: !before(b),
  })
  const rows = before(b) ? previewOf(b) : q.data?.pages.flatMap((p) => p.items ?? []) ?? []
  const open = rows.find((r) => r.line === at) ?? rows.find((r) => r.state === 'open') ?? rows[0]
  const next = () => {
    const i = rows.indexOf(open!)
    setAt(rows.slice(i + 1).find((r) => r.state === 'open')?.line ?? null)
  }
  return (
    <Drawer open onClose={onClose} size={920} title={`隔离 ${int(b.quarantined)} 行`} styles={{ body: { padding: 0, display: 'flex', minHeight: 0 } }} aria-label="隔离的行">
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !before(b) && q.isPending ? <div className="grow"><Skeleton rows={10} /></div> : rows.length === 0 ? <div className="grow"><EmptyState title="没有隔离的行" /></div> : (
        <>
          <div className="qlist" role="listbox" aria-label="隔离的行">
            {rows.map((r) => (
              <button key={r.line} type="button" role="option" aria-selected={r === open} onClick={() => setAt(r.line)}>
                <span className="t2 line">{int(r.line)}</span>
                <span className="grow cut" title={(r.problems ?? []).map((p) => reason(p, fields)).join('；')}>{reason(r.problems?.[0], fields)}</span>
                {r.state !== 'open' && <Status tone={rowStates[r.state].tone}>{rowStates[r.state].word}</Status>}
              </button>
            ))}
            {before(b) && rows.length < b.quarantined && <div className="t12 t2" style={{ padding: '8px 16px' }}>预检只列前 {int(rows.length)} 行，导入后可逐行改正</div>}
            {q.hasNextPage && <button type="button" onClick={() => q.fetchNextPage()}><span className="grow" style={{ color: 'var(--indigo)' }}>{q.isFetchingNextPage ? '正在读取' : '再列 50 行'}</span></button>}
          </div>
          {open && <Fix key={open.line} b={b} row={open} fields={fields} onDone={next} />}
        </>
      )}
    </Drawer>
  )
}

