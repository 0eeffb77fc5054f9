import { Shape, type Tone } from './Status'
import { cutTo } from './MidCut'

export type GraphNode = { key: string; title: string; note?: string; tone?: Tone; to: string }
export type GraphGroup = { relation: string; nodes: GraphNode[]; /** How many more there are than shown. */ rest: number; restText?: string }

const box = { w: 132, h: 40, gap: 6 }
const lane = 46 // between the middle and the nearest boxes: the relation's name stands there
const font = '12px "PingFang SC","HarmonyOS Sans SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif'

/** A subject in the middle, above and below it whom it stands with: one column a relation, always the same
    picture for the same data. A click opens; what does not fit is said in numbers. */
export function Graph({ title, above, below, width, open, href, onRest }: {
  title: string; above: GraphGroup[]; below: GraphGroup[]; width: number; open: (to: string) => void; href: (to: string) => string; onRest: () => void
}) {
  const tall = (gs: GraphGroup[]) => Math.max(0, ...gs.map((g) => (g.nodes.length + (g.rest > 0 ? 1 : 0)) * (box.h + box.gap)))
  const up = above.length ? tall(above) + lane : 4
  const down = below.length ? tall(below) + lane : 4
  const height = up + 40 + down
  const mid = { x: width / 2, y: up + 20 }
  const columns = (gs: GraphGroup[]) => gs.map((_, i) => (width * (2 * i + 1)) / (2 * gs.length))
  const side = (gs: GraphGroup[], sign: -1 | 1) => gs.map((g, i) => {
    const x = columns(gs)[i]
    const w = Math.min(box.w, width / gs.length - 8)
    const items = [...g.nodes.map((n) => ({ n, rest: 0 })), ...(g.rest > 0 ? [{ n: null, rest: g.rest }] : [])]
    const top = (k: number) => (sign > 0 ? mid.y + 20 + lane + k * (box.h + box.gap) : mid.y - 20 - lane - box.h - k * (box.h + box.gap))
    const near = sign > 0 ? top(0) : top(0) + box.h
    const far = sign > 0 ? top(items.length - 1) : top(items.length - 1) + box.h
    return (
      <g key={g.relation}>
        <path className="edge" d={`M${mid.x} ${mid.y + sign * 20} L${x} ${near} L${x} ${far}`} />
        <text className="rel-name" x={(mid.x + x) / 2 + (x === mid.x ? 0 : (x - mid.x) * 0.12)} y={(mid.y + sign * 20 + near) / 2 + 4} textAnchor="middle">{g.relation}</text>
        {items.map(({ n, rest }, k) => (n ? (
          <a key={n.key} href={href(n.to)} className="node-link" data-testid="graph-node" aria-label={`${g.relation} ${n.title}${n.note ? ` ${n.note}` : ''}`}
            onClick={(e) => { if (!e.metaKey && !e.ctrlKey) { e.preventDefault(); open(n.to) } }}>
            <title>{n.title}</title>
            <rect className="bx" x={x - w / 2} y={top(k)} width={w} height={box.h} rx={6} />
            <text x={x} y={top(k) + (n.note ? 17 : 24)} textAnchor="middle">{cutTo(n.title, w - 14, font)}</text>
            {n.note && (
              <g className={`st-${n.tone ?? 'ended'}`}>
                <g transform={`translate(${x - (n.note.length * 11) / 2 - 13} ${top(k) + 24})`}><Shape tone={n.tone ?? 'ended'} /></g>
                <text className="note-text" x={x + 4} y={top(k) + 33} textAnchor="middle">{n.note}</text>
              </g>
            )}
          </a>
        ) : (
          <g key="rest" role="button" tabIndex={0} className="node-rest" data-testid="graph-rest" onClick={onRest} onKeyDown={(e) => e.key === 'Enter' && onRest()}>
            <rect className="bx" x={x - w / 2} y={top(k)} width={w} height={box.h} rx={6} />
            <text x={x} y={top(k) + 24} textAnchor="middle">{g.restText ?? `还有 ${rest} 户`}</text>
          </g>
        )))}
      </g>
    )
  })
  return (
    <svg className="graph" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${title}的关系图`} data-testid="graph">
      {side(above, -1)}
      {side(below, 1)}
      <g className="self">
        <title>{title}</title>
        <rect className="bx" x={mid.x - 84} y={mid.y - 20} width={168} height={40} rx={6} />
        <text x={mid.x} y={mid.y - 3} textAnchor="middle">{cutTo(title, 152, font)}</text>
        <text className="note-text" x={mid.x} y={mid.y + 13} textAnchor="middle">本档</text>
      </g>
    </svg>
  )
}
