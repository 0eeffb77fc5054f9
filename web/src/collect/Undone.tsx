import { Link } from 'react-router'
import { toDossier, toRecord } from '../api/paths'
import type { Batch } from '../api/types'
import { Card } from '../kit/Bits'
import { dayTime, int } from '../kit/format'
import { MidCut } from '../kit/MidCut'

/** What the withdrawal of a batch did, and what it left because others have built on it. */
export function Undone({ b, matter, subject }: { b: Batch; matter: string; subject: boolean }) {
  const u = b.undone
  if (!u) return null
  const left = u.left ?? []
  return (
    <Card style={{ marginTop: 12, overflow: 'hidden', flex: 'none' }} title="撤回结果" more={<span className="t2">{b.ended_by} {b.ended_at && dayTime(b.ended_at)}</span>}>
      <div className="pad t13" data-testid="undone">
        撤销新增 <b className="b">{int(u.withdrawn)}</b> 条，回到原值 <b className="b">{int(u.reverted)}</b> 条，保持不动 <b className="b">{int(left.length)}</b> 条。每一步都记入留痕账本，原批次的记载不删除。
      </div>
      {left.length > 0 && (
        <table className="dt">
          <colgroup><col style={{ width: '32%' }} /><col /><col style={{ width: 240 }} /></colgroup>
          <thead><tr><th scope="col">保持不动的记录</th><th scope="col">本批写入、未动的字段</th><th scope="col">原因</th></tr></thead>
          <tbody>
            {left.slice(0, 200).map((x) => (
              <tr key={x.record.id}>
                <td><Link to={subject ? toDossier(x.record.area, x.record.id) : toRecord(matter, b.kind, x.record.area, x.record.id)}><MidCut text={x.title || x.record.id} /></Link></td>
                <td><MidCut text={(x.fields ?? []).join('、') || '—'} /></td>
                <td className="t2">{x.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
