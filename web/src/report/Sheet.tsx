// A report on paper: the superior's form on A4 across, its heading repeated on every page.
import { asProblem } from '../api/client'
import type { FullRow } from '../api/types'
import { dayTime } from '../kit/format'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'
import { useReport } from './api'
import { groups, show } from './shape'
import './report.css'

export function Sheet({ row, foot }: { row: FullRow; foot: string }) {
  const q = useReport(row.area, row.id, row.rev)
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={12} />
  const r = q.data
  if (r.lines.length === 0) return <EmptyState title="还没有取数">取数以后才能打印报表。</EmptyState>
  const l = row.labels ?? {}
  const draft = row.values.step !== 'sent'
  return (
    <div className="rp-paper rp-fit" tabIndex={0} role="region" aria-label="打印样式，可左右滚动">
      <article className="rp-sheet" data-testid="sheet">
        <h1>{r.title}</h1>
        <p className="per">{r.period}</p>
        <div className="ids">
          <div>填报单位：{r.organ || '—'}<br />版次：第{l.version || '1'}版　{l.step}{draft && '（未报出）'}</div>
          <div>表　　号：{r.form_no || '—'}<br />制表机关：{r.maker || '—'}<br />批准文号：{r.approval || '—'}</div>
        </div>
        <table aria-label={r.title}>
          <thead>
            <tr><th rowSpan={2} className="stub">指标</th><th rowSpan={2} className="code">代码</th>{groups(r).map((g, i) => (g.title ? <th key={i} colSpan={g.span}>{g.title}</th> : <th key={i} rowSpan={2}>{g.at.title}{g.at.unit !== '件' && <small>（{g.at.unit}）</small>}</th>))}</tr>
            <tr>{r.columns.filter((c) => c.group).map((c) => <th key={c.name}>{c.title}{c.unit !== '件' && <small>（{c.unit}）</small>}</th>)}</tr>
            <tr><td className="stub c">甲</td><td className="c">乙</td>{r.columns.map((c) => <td key={c.name} className="c">{c.code}</td>)}</tr>
          </thead>
          <tbody>
            {r.lines.map((x, i) => (
              <tr key={x.key} className={i === 0 ? 'total' : x.row !== r.lines[i - 1].row ? 'begins' : ''}>
                <th scope="row" className="stub">{x.title}</th><td className="c">{x.code}</td>
                {x.cells.map((c, j) => <td key={r.columns[j].name}>{c.hidden ? '＊' : show(c.text)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
        <div className="signs"><span>单位负责人：</span><span>审核人：{l.checker}</span><span>填表人：{l.filler}</span><span>报出日期：{row.labels?.sent_on || (row.values.sent_on as string) || ''}</span></div>
        <footer>
          金额以外的单位为件。数据时点 {dayTime(r.as_of)}；统计期 {r.since} 至 {r.until}。{r.unsure && `表式和口径待核：${r.note}`}{r.veiled && '＊为不显示的数字。'}<br />
          报表制度摘要 {r.digest.slice(0, 16)}　{foot}
        </footer>
      </article>
    </div>
  )
}
