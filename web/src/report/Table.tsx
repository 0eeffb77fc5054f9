// 统计报表: the table of one report with what stands behind its figures, what the
// logical check found, what differs from the records of today and from the version before.
import { Button, Drawer, Input, InputNumber } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { asProblem, idempotencyKey, send, url, type Problem } from '../api/client'
import { toRecord } from '../api/paths'
import { findKind, useMeta } from '../api/queries'
import type { FullRow } from '../api/types'
import { Card } from '../kit/Bits'
import { dayTime, int } from '../kit/format'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { at, useCell, useChanged, useReport, type Difference, type Line } from './api'
import { groups, show } from './shape'
import './report.css'

type Slot = { row: FullRow; kind: string }

const diff = (now: string, last: string) => {
  if (!now || !last || now === last) return ''
  const d = Number(now) - Number(last)
  return (d > 0 ? '+' : '−') + (Number.isInteger(d) ? int(Math.abs(d)) : Math.abs(d).toFixed(2))
}

export function Table({ row }: Slot) {
  const cache = useQueryClient()
  const q = useReport(row.area, row.id, row.rev)
  const [cell, setCell] = useState<{ line: Line; column: string; title: string } | null>(null)
  const [compare, setCompare] = useState(false)
  const [hand, setHand] = useState<Record<string, number | null>>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={8} />
  const r = q.data
  const draft = row.values.step === 'draft'
  if (r.lines.length === 0) return <Card title="报表"><EmptyState title="还没有取数" tight>办理“取数”后，按报表制度从业务记录计算各项数据。</EmptyState></Card>
  const first = r.lines[0]
  const changed = Object.keys(hand).length > 0
  const save = async () => {
    setBusy(true)
    setProblem(null)
    const kept = JSON.parse(typeof row.values.hand === 'string' ? row.values.hand : '{}') as Record<string, Record<string, number>>
    const line = { ...(kept[first.key] ?? {}) }
    for (const [name, v] of Object.entries(hand)) {
      if (v === null) delete line[name]
      else line[name] = v
    }
    try {
      await send('POST', `/api/report/report/${encodeURIComponent(row.area)}/${encodeURIComponent(row.id)}/acts/write`, { body: { values: { hand: JSON.stringify({ ...kept, [first.key]: line }) } }, headers: { 'If-Match': `"${row.rev}"`, 'Idempotency-Key': idempotencyKey() } })
      setHand({})
      await cache.invalidateQueries()
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Card
        title={`${r.period} · 报表`}
        more={<span className="rp-acts">
          <button type="button" className="link t12" onClick={() => setCompare(!compare)} aria-pressed={compare} data-testid="compare">{compare ? '不与上期比较' : '与上期比较'}</button>
          {r.export && <a className="link t12" href={url(at(row.area, row.id) + '/excel')} data-testid="excel">Excel（上级格式）</a>}
          {r.export && <a className="link t12" href={url(at(row.area, row.id) + '/csv')}>CSV</a>}
        </span>}
        footer={<span className="t12 t2">数据时点 {dayTime(r.as_of)}；统计期 {r.since} 至 {r.until}；报送 {r.to}。{r.unsure && <>表式和口径待核：{r.note}</>}{!r.current && ' 报表制度此后有修订，本表按当时的制度计算。'}{r.veiled && ' 举报的分项和较小的数字对您不显示（＊）。'}</span>}
      >
        {problem && <ProblemBox of={problem} kept="填写的数字还在，没有保存。" />}
        <div className="rp-box rp-fit" tabIndex={0} role="region" aria-label={`${r.title}，可左右滚动`}>
          <table className="rp" data-testid="report-table" aria-label={r.title}>
            <thead>
              <tr><th rowSpan={2} className="stub">指标</th><th rowSpan={2}>代码</th>{groups(r).map((g, i) => <th key={i} colSpan={g.span} className={g.title ? 'grp' : 'open'}>{g.title}</th>)}</tr>
              <tr>{r.columns.map((c) => <th key={c.name} title={c.note || undefined}>{c.title}{c.unit !== '件' && <small>（{c.unit}）</small>}{c.unsure && <sup title={'口径待核' + (c.note ? '：' + c.note : '')}>待核</sup>}</th>)}</tr>
              <tr className="codes"><td className="stub">甲</td><td>乙</td>{r.columns.map((c) => <td key={c.name}>{c.code}</td>)}</tr>
            </thead>
            <tbody>
              {r.lines.map((l, n) => (
                <tr key={l.key} className={n > 0 && l.row !== r.lines[n - 1].row ? 'begins' : n === 0 ? 'total' : ''}>
                  <th scope="row" className="stub">{l.title}</th><td className="code">{l.code}</td>
                  {l.cells.map((x, i) => {
                    const c = r.columns[i]
                    if (c.hand && draft && l === first) return <td key={c.name} className="hand"><InputNumber size="small" min={0} precision={c.unit === '元' ? 2 : 0} controls={false} aria-label={`${l.title} ${c.title}`} value={c.name in hand ? (hand[c.name] === null ? null : hand[c.name]! / (c.unit === '元' ? 100 : 1)) : x.value === null ? null : x.value / (c.unit === '元' ? 100 : 1)} onChange={(v) => setHand((o) => ({ ...o, [c.name]: v === null ? null : Math.round(Number(v) * (c.unit === '元' ? 100 : 1)) }))} /></td>
                    return (
                      <td key={c.name} className={x.value === 0 ? 'nought' : x.hidden ? 'hid' : ''} title={x.hidden ? '涉及您无权查看的记录' : undefined}>
                        {x.hidden ? '＊' : x.behind && x.value ? <button type="button" onClick={() => setCell({ line: l, column: c.name, title: `${l.title} · ${c.group ? c.group + ' ' : ''}${c.title}` })}>{show(x.text)}</button> : show(x.text)}
                        {compare && <small>{diff(x.text, x.last) || ' '}</small>}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {changed && <div className="rp-save"><Button type="primary" size="small" loading={busy} onClick={save} data-testid="save-hand">保存手工指标</Button><Button size="small" onClick={() => setHand({})}>放弃</Button></div>}
      </Card>
      {r.restated.length > 0 && <Card title="与更正前的版本不同" count={r.restated.length}><Differences of={r.restated} before="更正前" now="更正后" /></Card>}
      {cell && <Behind row={row} cell={cell} close={() => setCell(null)} />}
    </>
  )
}

const Differences = ({ of, before, now }: { of: Difference[]; before: string; now: string }) => (
  <table className="rp-diff">
    <thead><tr><th>行</th><th>指标</th><th>{before}</th><th>{now}</th></tr></thead>
    <tbody>{of.map((x) => <tr key={x.line + x.column}><td>{x.title}</td><td>{x.name}</td><td>{x.before || '—'}</td><td>{x.now || '—'}</td></tr>)}</tbody>
  </table>
)

/** The records that make a figure, as far as the reader may read them. */
function Behind({ row, cell, close }: { row: FullRow; cell: { line: Line; column: string; title: string }; close: () => void }) {
  const meta = useMeta().data
  const q = useCell(row.area, row.id, cell.line.key, cell.column)
  return (
    <Drawer open width={560} title={cell.title} onClose={close} data-testid="behind">
      {q.isError ? <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} /> : !q.data ? <Skeleton rows={8} /> : (
        <>
          <div className="t12 t2" style={{ paddingBottom: 8 }}>按现在的记录共 {int(q.data.total)} 件{q.data.unseen > 0 && `，其中 ${int(q.data.unseen)} 件您无权查看`}{q.data.next && `，显示最近的 ${q.data.items.length} 件`}。</div>
          <ul className="rp-behind">{q.data.items.map((x) => <li key={x.id}><Link to={toRecord(findKind(meta, x.kind)?.matter.name ?? 'complaint', x.kind, x.area, x.id)}>{x.title}</Link><span>{x.number}</span><span>{x.labels.step ?? x.labels.status ?? ''}</span></li>)}</ul>
          {q.data.items.length === 0 && <EmptyState title="没有您可以查看的记录" tight />}
        </>
      )}
    </Drawer>
  )
}

/** In the rail: the logical check with its explanations, and what has changed since. */
export function Rail({ row }: Slot) {
  const cache = useQueryClient()
  const q = useReport(row.area, row.id, row.rev)
  const [ask, setAsk] = useState(false)
  const [said, setSaid] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const changed = useChanged(row.area, row.id, row.rev, ask)
  const r = q.data
  if (!r || r.lines.length === 0) return null
  const draft = row.values.step === 'draft'
  const save = async () => {
    setBusy(true)
    setProblem(null)
    const all = Object.fromEntries(r.findings.filter((f) => f.warn).map((f) => [f.key, (said[f.key] ?? f.explain).trim()]).filter(([, v]) => v))
    try {
      await send('POST', `/api/report/report/${encodeURIComponent(row.area)}/${encodeURIComponent(row.id)}/acts/explain`, { body: { values: { explanations: JSON.stringify(all) } }, headers: { 'If-Match': `"${row.rev}"`, 'Idempotency-Key': idempotencyKey() } })
      setSaid({})
      await cache.invalidateQueries()
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Card title="逻辑审核" count={r.findings.length || undefined}>
        {r.findings.length === 0 ? <div className="rp-say"><Status tone="ok">没有发现问题</Status></div> : (
          <ul className="rp-found" data-testid="findings">
            {r.findings.map((f) => (
              <li key={f.key}>
                <Status tone={!f.warn ? 'over' : f.explain ? 'ok' : 'soon'}>{!f.warn ? '差错' : f.explain ? '已说明' : '须说明'}</Status> {f.say}
                <div className="t2">{f.title}：{f.text}</div>
                {f.warn && (draft ? <Input.TextArea autoSize maxLength={200} placeholder="说明情况，不少于四个字" aria-label={`说明：${f.say}`} value={said[f.key] ?? f.explain} onChange={(e) => setSaid((o) => ({ ...o, [f.key]: e.target.value }))} /> : f.explain && <div>说明：{f.explain}</div>)}
              </li>
            ))}
          </ul>
        )}
        {problem && <ProblemBox of={problem} kept="说明还在，没有保存。" />}
        {Object.keys(said).length > 0 && <div className="rp-save"><Button type="primary" size="small" loading={busy} onClick={save} data-testid="save-said">保存说明</Button></div>}
      </Card>
      <Card title="取数以后的变化">
        {!ask ? <div className="rp-say"><Button size="small" onClick={() => setAsk(true)} data-testid="ask-now">按现在的记录核对</Button><div className="t12 t2" style={{ paddingTop: 6 }}>只作比较，不改动表中的数据。</div></div>
          : changed.isError ? <ErrorState of={asProblem(changed.error)} retry={() => changed.refetch()} />
            : !changed.data ? <Skeleton rows={3} />
              : changed.data.length === 0 ? <div className="rp-say"><Status tone="ok">与现在的记录一致</Status></div>
                : <Differences of={changed.data} before="表中" now="现在" />}
      </Card>
    </>
  )
}
