import type { Batch, Field } from '../api/types'
import { ownerOf } from '../api/words'
import { Card } from '../kit/Bits'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'

/** Each column with a real sample, its field, how it is read, how full it is, and its problems. */
export function MappingTable({ b, fields, onProblems }: { b: Batch; fields: Field[]; onProblems: () => void }) {
  const rows = b.mapping ?? []
  const used = rows.filter((m) => m.field).length
  const owned = rows.filter((m) => ownerOf(fields.find((f) => f.name === m.field)?.owner)).length
  return (
    <Card title="字段对应" count={`${used} / ${rows.length} 列`} footer={owned > 0 ? `来源方归属字段 ${owned} 个：导入覆盖旧值，不覆盖本局标注。` : '字段均归本局，导入后可更正。'}>
      <table className="dt map">
        <colgroup><col style={{ width: '19%' }} /><col /><col style={{ width: 26 }} /><col style={{ width: '23%' }} /><col style={{ width: '13%' }} /><col style={{ width: 64 }} /><col style={{ width: 72 }} /></colgroup>
        <thead><tr><th scope="col">来源列</th><th scope="col">样值（第 1 行）</th><th /><th scope="col">字段</th><th scope="col">转换、检查</th><th scope="col" className="r">有值 %</th><th scope="col" className="r">问题 行</th></tr></thead>
        <tbody>
          {rows.map((m) => {
            const f = fields.find((x) => x.name === m.field)
            return (
              <tr key={m.column}>
                <td className={m.field ? '' : 't2'}><MidCut text={m.column} /></td>
                <td className="t2"><MidCut text={m.sample || '—'} /></td>
                <td className="t2" style={{ padding: 0, overflow: 'visible' }}>→</td>
                <td>{m.field ? <>{m.field_title || f?.title || m.field}{f?.unique && <span className="flag" style={{ marginLeft: 6 }}>键</span>}{f?.personal && <span className="flag" style={{ marginLeft: 6 }}>敏感</span>}</> : <span className="t2">不导入</span>}</td>
                <td className="t2" title={m.convert}>{m.convert}</td>
                <td className={`r ${m.field ? '' : 't2'}`}>{m.filled_pct === undefined || m.filled_pct === null ? '—' : m.filled_pct.toFixed(1)}</td>
                <td className="r">{m.problems ? <button type="button" className="link" onClick={onProblems}>{int(m.problems)}</button> : <span className="zero">0</span>}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Card>
  )
}
