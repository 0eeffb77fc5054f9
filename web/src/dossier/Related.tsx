import { Link } from 'react-router'
import { toDossier } from '../api/paths'
import { statusTone } from '../api/tone'
import type { Dossier } from '../api/types'
import { Card } from '../kit/Bits'
import { MidCut } from '../kit/MidCut'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'

/** Who stands beside this subject: parent, branches, the same place, merged entries. */
export function Related({ items, name }: { items: NonNullable<Dossier['related']>; name: string }) {
  const groups = new Map<string, typeof items>()
  for (const r of items) groups.set(r.relation, [...(groups.get(r.relation) ?? []), r])
  return (
    <Card title="关系" count={items.length}>
      {items.length === 0 ? (
        <EmptyState tight title="没有已知的关系">名称能指明隶属企业的分支机构、同一住所的主体会列在这里。</EmptyState>
      ) : (
        <div className="rel" aria-label={`${name}的关系`}>
          {[...groups].map(([title, rs]) => (
            <div key={title} style={{ display: 'contents' }}>
              {rs.map((r, i) => (
                <div key={r.relation + r.area + r.id} style={{ display: 'contents' }}>
                  <span className="t2">{i === 0 ? title : ''}</span>
                  <Link to={toDossier(r.area, r.id)}><MidCut text={r.title} /></Link>
                  <span>{r.status && <Status tone={statusTone(r.status)}>{r.status}</Status>}</span>
                </div>
              ))}
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}
