import type { Problem } from '../api/client'
import type { Field, FullRow, Values } from '../api/types'
import { valueText } from '../kit/field/value'
import { ProblemId } from '../kit/States'

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Two officers on one record: what was seen, what the other made of it, what is about to be written. */
export function Conflict({ was, theirs, mine, fields, problem, refused, onKeep }: { was: FullRow; theirs: FullRow; mine: Values; fields: Field[]; problem: Problem; refused?: string; onKeep: (field: string) => void }) {
  const rows = fields.filter((f) => f.name in mine || !same(was.values[f.name], theirs.values[f.name]))
  const text = (f: Field, r: FullRow) => r.labels?.[f.name] || valueText(f, r.values[f.name]) || '空'
  return (
    <div className="card" style={{ overflow: 'hidden' }} role="alert" data-testid="conflict">
      <header><b>{problem.title}</b><span className="t13 t2 cut">{problem.detail}</span><span className="more"><ProblemId id={problem.id} /></span></header>
      <table className="dt pair">
        <colgroup><col style={{ width: 120 }} /><col /><col /><col /><col style={{ width: 96 }} /></colgroup>
        <thead><tr><th scope="col">字段</th><th scope="col">您打开时（第 {was.rev} 版）</th><th scope="col">现在（第 {theirs.rev} 版）</th><th scope="col">您要写的</th><th /></tr></thead>
        <tbody>
          {rows.map((f) => {
            const clash = f.name in mine && !same(was.values[f.name], theirs.values[f.name]) && !same(mine[f.name], theirs.values[f.name])
            return (
              <tr key={f.name} className={clash ? 'differ' : ''}>
                <td className="t2">{f.title}</td>
                <td>{text(f, was)}</td>
                <td>{text(f, theirs)}</td>
                <td>{f.name in mine ? valueText(f, mine[f.name]) || '空' : <span className="t2">未改</span>}</td>
                <td>{f.name in mine && !refused && <button type="button" className="link" onClick={() => onKeep(f.name)}>用现在的</button>}</td>
              </tr>
            )
          })}
          {rows.length === 0 && <tr><td colSpan={5} className="t2">字段没有差别，只是状态或版本变了。</td></tr>}
        </tbody>
      </table>
      <footer>{refused ? `现在不能办理：${refused}。填写的内容已留作本机草稿。` : `核对后再次办理，将写在第 ${theirs.rev} 版之上；没有列出的字段不动。`}</footer>
    </div>
  )
}
