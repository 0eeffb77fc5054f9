import { Modal } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { asProblem, get } from './api/client'
import type { ActProof, Event, Field, LedgerHead } from './api/types'
import { Copy, KV } from './kit/Bits'
import { dayTime, int } from './kit/format'
import { ErrorState, Skeleton } from './kit/States'
import { Status } from './kit/Status'

/** That an act stands in the ledger: its leaf, its path to the signed root, asked of the server and shown to be carried away. */
export function ProofDialog({ area, record, event, fields, onClose }: { area: string; record: string; event: Event; fields: Field[]; onClose: () => void }) {
  const p = useQuery({ queryKey: ['proof', area, event.act], queryFn: () => get<ActProof>(`/api/ledger/${encodeURIComponent(area)}/acts/${encodeURIComponent(event.act)}`, { record }), retry: false })
  const head = useQuery({ queryKey: ['ledger', area], queryFn: () => get<LedgerHead>(`/api/ledger/${encodeURIComponent(area)}`), retry: false })
  const d = p.data
  const file = d && 'data:application/json;charset=utf-8,' + encodeURIComponent(JSON.stringify(d, null, 2))
  const covered = d?.seq !== null && d?.seq !== undefined && head.data && d.seq < head.data.size
  // Names with @ are the record's own marks (state, unit), not declared fields.
  const shown = Object.keys(d?.disclosed ?? {}).filter((n) => !n.startsWith('@'))
  const steps = (d?.entry_proof?.length ?? 0) + (d?.leaf_proof?.length ?? 0)
  return (
    <Modal open onCancel={onClose} footer={null} width={640} title="留痕证明">
      {p.isError ? <ErrorState of={asProblem(p.error)} retry={() => p.refetch()} /> : !d ? <Skeleton rows={6} /> : (
        <div data-testid="proof-dialog">
          <div style={{ margin: '4px 0 12px' }}>
            {d.seq === null || d.seq === undefined
              ? <Status tone="paused">已写入，等待编入账本，通常不超过 1 秒</Status>
              : covered ? <Status tone="ok">在账本内：第 {int(d.seq)} 条，签名检查点含 {int(head.data!.size)} 条</Status> : <Status tone="soon">第 {int(d.seq)} 条，等待下一检查点</Status>}
          </div>
          <KV style={{ gridTemplateColumns: '88px 1fr' }} items={[
            ['办理', `${event.title}，${dayTime(event.at)}`],
            ['叶子', <Hash key="l" v={d.leaf} />],
            ['路径', `${steps} 个摘要`],
            ...(head.data ? [['树根', <Hash key="r" v={head.data.root} />] as [string, React.ReactNode], ['算法', head.data.algorithm] as [string, React.ReactNode], ['检查点', dayTime(head.data.at)] as [string, React.ReactNode]] : []),
            ['公开字段', shown.length ? shown.map((n) => fields.find((f) => f.name === n)?.title ?? n).join('、') : '无，只证明办理存在'],
          ]} />
          {(d.checkpoint || head.data?.checkpoint) && <pre className="note-pre">{d.checkpoint || head.data!.checkpoint}</pre>}
          <div className="t12 t2" style={{ marginTop: 10 }}>
            证明可带走，由任何人离线核对：<span className="mono">hengjian ledger verify</span>　<a href={file} download={`证明_${event.act}.json`}>下载证明</a>
          </div>
        </div>
      )}
    </Modal>
  )
}

const Hash = ({ v }: { v: string }) => (
  <span className="row" style={{ gap: 2 }}><span className="mono cut" title={v}>{v}</span><Copy text={v} label="复制摘要" /></span>
)
