import type { Batch, BatchProblem } from '../api/types'
import { Card } from '../kit/Bits'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState } from '../kit/States'
import { Shape } from '../kit/Status'

/** The kinds of problems, split by what happens to the row. */
export function Problems({ b }: { b: Batch }) {
  const rank = (p: BatchProblem) => (p.treatment === 'quarantine' ? 0 : 1)
  const rows = [...(b.problems ?? [])].sort((x, y) => rank(x) - rank(y) || y.count - x.count)
  const csv = () => {
    const cell = (s: string) => `"${(/^[=+\-@\t\r]/.test(s) ? "'" + s : s).replace(/"/g, '""')}"`
    const lines = [['代码', '种类', '行数', '例', '处理'], ...rows.map((p) => [p.code, p.title, String(p.count), p.example ?? '', p.treatment === 'quarantine' ? '隔离' : '接受并注明'])]
    return 'data:text/csv;charset=utf-8,' + encodeURIComponent('\uFEFF' + lines.map((l) => l.map(cell).join(',')).join('\r\n'))
  }
  return (
    <Card title="问题" count={`${rows.length} 种`} className="problems" more={rows.length > 0 && <a href={csv()} download={`问题清单_${b.name.replace(/\.[^.]*$/, '')}.csv`}>下载问题清单</a>}>
      <div id="problems" />
      {rows.length === 0 ? <EmptyState tight title={b.state === 'preflight' ? '目前没有发现问题' : '没有发现问题'} /> : (
        <table className="dt">
          <colgroup><col /><col style={{ width: 44 }} /><col style={{ width: 174 }} /><col style={{ width: 58 }} /></colgroup>
          <thead><tr><th scope="col">种类</th><th scope="col" className="r">行</th><th scope="col">例</th><th scope="col">处理</th></tr></thead>
          <tbody>
            {rows.map((p) => (
              <tr key={p.code}>
                <td title={p.title}><span className={`st ${p.treatment === 'quarantine' ? 'st-soon' : 'st-ended'}`} style={{ color: 'inherit', display: 'flex' }}><Shape tone={p.treatment === 'quarantine' ? 'soon' : 'ended'} /><MidCut text={p.title} className="grow" /></span></td>
                <td className="r">{int(p.count)}</td>
                <td className="t2" title={p.example}><Mark text={p.example || '—'} mark={p.mark} /></td>
                <td>{p.treatment === 'quarantine' ? '隔离' : '接受'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** The wrong character itself is marked. */
export function Mark({ text, mark }: { text: string; mark?: string }) {
  const i = mark ? text.lastIndexOf(mark) : -1
  if (!mark || i < 0) return <>{text}</>
  return <>{text.slice(0, i)}<span className="wrong">{mark}</span>{text.slice(i + mark.length)}</>
}

/** The same, where the place of the wrong characters is known. */
export function Span({ text, from, to }: { text: string; from: number; to: number }) {
  const c = Array.from(text)
  const head = from > 24 ? '…' + c.slice(from - 16, from).join('') : c.slice(0, from).join('')
  return <>{head}<span className="wrong" data-testid="wrong">{c.slice(from, to).join('')}</span>{c.slice(to).join('')}</>
}
