import { Segmented } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { toDossier, toHref } from '../api/paths'
import { statusTone } from '../api/tone'
import type { Dossier } from '../api/types'
import { Card } from '../kit/Bits'
import { int } from '../kit/format'
import { Graph, type GraphGroup } from '../kit/Graph'
import { MidCut } from '../kit/MidCut'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useWidth } from '../kit/useFit'

type Groups = NonNullable<Dossier['related']>

const inGraph = 2
const above = ['所属企业', '同名负责人']

/** Who stands beside this subject: parent, branches, the same name answering, the same place, merged entries. */
export function Related({ groups, name }: { groups: Groups; name: string }) {
  const [as, setAs] = useState('graph')
  const [box, width] = useWidth<HTMLDivElement>()
  const go = useNavigate()
  const all = groups.reduce((s, g) => s + g.count, 0)
  const more = groups.some((g) => g.more)
  const drawn = (g: Groups[number]): GraphGroup => {
    const nodes = g.items.slice(0, g.count > inGraph + 1 ? inGraph : inGraph + 1)
    const rest = g.count - nodes.length
    return {
      relation: g.relation, rest, restText: `还有 ${int(rest)}${g.more ? '+' : ''} 户`,
      nodes: nodes.map((x) => ({ key: x.area + x.id, title: x.title, note: x.status, tone: x.status ? statusTone(x.status) : undefined, to: toDossier(x.area, x.id) })),
    }
  }
  return (
    <Card title="关系" count={all > 0 ? `${int(all)}${more ? '+' : ''} 户` : 0}
      more={all > 0 && <Segmented size="small" value={as} onChange={(v) => setAs(String(v))} options={[{ value: 'graph', label: '图' }, { value: 'list', label: '列表' }]} />}>
      {all === 0 ? (
        <EmptyState tight title="没有已知的关系">名称能指明隶属企业的分支机构、同一住所的主体会列在这里。</EmptyState>
      ) : as === 'graph' ? (
        <div ref={box} style={{ padding: '12px 12px 8px', overflow: 'hidden' }}>
          {width > 24 && <Graph title={name} width={width - 24} above={groups.filter((g) => above.includes(g.relation)).map(drawn)} below={groups.filter((g) => !above.includes(g.relation)).map(drawn)} open={go} href={toHref} onRest={() => setAs('list')} />}
        </div>
      ) : (
        <div className="rel" aria-label={`${name}的关系`}>
          {groups.map((g) => (
            <div key={g.relation} style={{ display: 'contents' }}>
              {g.items.map((r, i) => (
                <div key={r.area + r.id} style={{ display: 'contents' }}>
                  <span className="t2">{i === 0 ? g.relation : ''}</span>
                  <Link to={toDossier(r.area, r.id)}><MidCut text={r.title} /></Link>
                  <span>{r.status && <Status tone={statusTone(r.status)}>{r.status}</Status>}</span>
                </div>
              ))}
              {g.count > g.items.length && <><span /><span className="t2">还有 {int(g.count - g.items.length)}{g.more ? '+' : ''} 户</span><span /></>}
            </div>
          ))}
        </div>
      )}
      {groups.some((g) => g.relation === '同名负责人') && <footer>“同名负责人”只按姓名相同列出，不等于同一人。</footer>}
    </Card>
  )
}
