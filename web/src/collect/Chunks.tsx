import type { Batch } from '../api/types'
import { int } from '../kit/format'

/** One cell is one chunk of 2,000 rows; a hollow one holds quarantined rows. */
export function Chunks({ b }: { b: Batch }) {
  const chunks = b.chunks ?? []
  if (chunks.length === 0) return null
  const next = b.state === 'preflight' || b.state === 'running' ? chunks.find((c) => c.state === 'todo')?.n : undefined
  const bad = chunks.filter((c) => c.quarantined > 0).length
  // A very long file: cells shrink, so that the eye still sees the whole file at once.
  const size = chunks.length > 1200 ? 5 : chunks.length > 500 ? 7 : 10
  return (
    <div className="chunks" role="img" aria-label={`共 ${chunks.length} 块，${bad} 块含隔离行`} style={{ gridTemplateColumns: `repeat(auto-fill, minmax(${size}px, 1fr))`, gridAutoRows: size }}>
      {chunks.map((c) => (
        <i key={c.n} className={`${c.n === next ? 'now' : c.state} ${c.quarantined > 0 ? 'bad' : ''}`} title={`第 ${c.n} 块，${int((c.n - 1) * 2000 + 1)}—${int(Math.min(b.rows_total || c.n * 2000, c.n * 2000))} 行${c.quarantined ? `，隔离 ${int(c.quarantined)} 行` : ''}`} />
      ))}
    </div>
  )
}

/** The four outcomes as an addition that ends in the count examined. */
export function Outcomes({ b, onQuarantine }: { b: Batch; onQuarantine?: () => void }) {
  const will = b.state === 'preflight' || b.state === 'ready'
  const sum = b.accepted + b.merged + b.unchanged + b.quarantined
  const cells: [number, string, (() => void)?][] = [
    [b.accepted, will ? '将新增' : '新增'],
    [b.merged, will ? '将更新' : '更新'],
    [b.unchanged, '无变化'],
    [b.quarantined, will ? '将隔离' : '隔离', onQuarantine],
  ]
  return (
    <div className="sum" data-testid="outcomes">
      {cells.map(([n, t, act], i) => (
        <div key={t} style={{ display: 'contents' }}>
          {i > 0 && <span className="op">+</span>}
          <span>
            {act && n > 0 ? <button type="button" className="link" onClick={act}><b>{int(n)}</b></button> : <b className={n ? '' : 'zero'}>{int(n)}</b>}
            <small>{t}</small>
          </span>
        </div>
      ))}
      <span className="op">=</span>
      <span>
        <b data-testid="outcome-sum">{int(sum)}</b>
        <small>{will ? '已预检' : '已读取'}</small>
      </span>
      {sum !== b.read && b.read > 0 && b.state !== 'preflight' && b.state !== 'running' && <span className="t12 seal" style={{ alignSelf: 'center' }}>与读取的 {int(b.read)} 行不符，请报管理员</span>}
    </div>
  )
}
