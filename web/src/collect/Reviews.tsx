import { Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { asProblem, get, post, type Problem } from '../api/client'
import { toBatches, toDossier } from '../api/paths'
import { subjectKind, useKind, useMeta } from '../api/queries'
import type { Review } from '../api/types'
import { Card, PageHead } from '../kit/Bits'
import { FieldValue, valueText } from '../kit/field/value'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import './collect.css'

type Decided = { review: Review; decision: 'same' | 'different'; merge?: string }

/** 疑似重复: two entries side by side, decided by a person; a merge can be undone. */
export default function Reviews() {
  const [params, setParams] = useSearchParams()
  const cache = useQueryClient()
  const meta = useMeta().data
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState('')
  const [last, setLast] = useState<Decided | null>(null)
  const q = useQuery({ queryKey: ['reviews'], queryFn: async () => { const x = await get<{ items: Review[] | null } | Review[]>('/api/collect/reviews'); return Array.isArray(x) ? x : (x.items ?? []) } })
  const open = useMemo(() => (q.data ?? []).filter((r) => r.state === 'open' || !r.state), [q.data])
  const at = open.find((r) => r.id === params.get('at')) ?? open[0]
  const decl = useKind(at?.left.kind ?? subjectKind(meta)?.kind.name)
  const decide = async (decision: 'same' | 'different') => {
    if (!at) return
    setBusy(decision)
    setProblem(null)
    try {
      const r = await post<{ merge?: string; merge_id?: string; id?: string }>(`/api/collect/reviews/${encodeURIComponent(at.id)}`, { decision })
      setLast({ review: at, decision, merge: decision === 'same' ? (r?.merge ?? r?.merge_id ?? at.id) : undefined })
      setParams({}, { replace: true })
      await cache.invalidateQueries({ queryKey: ['reviews'] })
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy('')
    }
  }
  const undo = async () => {
    if (!last?.merge) return
    setBusy('undo')
    setProblem(null)
    try {
      await post(`/api/collect/merges/${encodeURIComponent(last.merge)}/undo`)
      setLast(null)
      await cache.invalidateQueries({ queryKey: ['reviews'] })
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy('')
    }
  }
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  return (
    <>
      <PageHead
        title="疑似重复" crumb={<Link to={toBatches}>数据归集</Link>} sub={q.data ? `${int(open.length)} 对待复核` : undefined}
        acts={at && (
          <>
            <Button loading={busy === 'different'} onClick={() => decide('different')} data-testid="different">不是同一户</Button>
            <Button type="primary" loading={busy === 'same'} onClick={() => decide('same')} data-testid="same">是同一户，合并</Button>
          </>
        )}
      />
      {problem && <div style={{ marginBottom: 12 }}><ProblemBox of={problem} /></div>}
      {last && (
        <div className="note" style={{ marginBottom: 12, background: 'var(--surface)', borderColor: 'var(--line)', color: 'var(--ink)' }} role="status">
          <Status tone="ok">{last.decision === 'same' ? '已合并' : '已判为不同'}</Status>　{last.review.left.title}
          {last.merge && <>　<button type="button" className="link" disabled={busy === 'undo'} onClick={undo} data-testid="undo-merge">撤销合并</button></>}
        </div>
      )}
      {!q.data || !meta ? <Skeleton rows={10} /> : !at ? (
        <Card className="fill" flex><EmptyState title="没有待复核的疑似重复">信用代码和注册号都对不上、但名称与住所相近的两户会列在这里，由人判断；只凭名称从不合并。</EmptyState></Card>
      ) : (
        <div className="fill" style={{ display: 'grid', gridTemplateColumns: '260px minmax(0, 1fr)', gap: 12 }}>
          <Card title="待复核" count={int(open.length)} flex>
            <div className="qlist" style={{ width: 'auto', border: 0 }} role="listbox" aria-label="待复核">
              {open.map((r) => (
                <button key={r.id} type="button" role="option" aria-selected={r === at} onClick={() => setParams({ at: r.id }, { replace: true })}>
                  <span className="grow" style={{ minWidth: 0 }}><MidCut text={r.left.title} /><span className="t12 t2 cut" style={{ display: 'block' }}>{r.reason}</span></span>
                </button>
              ))}
            </div>
          </Card>
          <Pair r={at} fields={decl.data?.fields ?? []} />
        </div>
      )}
    </>
  )
}

function Pair({ r, fields }: { r: Review; fields: NonNullable<ReturnType<typeof useKind>['data']>['fields'] }) {
  const text = (side: 'left' | 'right', n: string) => {
    const f = fields.find((x) => x.name === n)
    const row = r[side]
    return row.labels?.[n] || (f ? valueText(f, row.values?.[n]) : '')
  }
  const rows = fields.filter((f) => f.readable !== false && (text('left', f.name) || text('right', f.name)))
  const differ = rows.filter((f) => text('left', f.name) !== text('right', f.name)).length
  return (
    <Card title={r.reason} count={`${differ} 项不同，${rows.length - differ} 项相同`} flex more={<span className="t2">合并只建立别名，两户的记录都不改写，可撤销</span>}>
      <table className="dt pair">
        <colgroup><col style={{ width: 132 }} /><col /><col /></colgroup>
        <thead>
          <tr>
            <th scope="col">事项</th>
            {(['left', 'right'] as const).map((s) => <th key={s} scope="col"><Link to={toDossier(r[s].area, r[s].id)} className="b" style={{ fontSize: 13 }}>{r[s].title}</Link></th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((f) => {
            const same = text('left', f.name) === text('right', f.name)
            return (
              <tr key={f.name} className={same ? '' : 'differ'}>
                <td className="t2">{!same && <span className="sr">不同：</span>}{f.title}</td>
                {(['left', 'right'] as const).map((s) => <td key={s}><FieldValue field={f} value={r[s].values?.[f.name]} label={r[s].labels?.[f.name]} /></td>)}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Card>
  )
}
