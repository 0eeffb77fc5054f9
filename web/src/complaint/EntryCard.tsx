// 录入助手: a record that did not come from the national platform, field by field to be
// copied into it (Order 121 art. 40).
import { Button, Drawer } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, get } from '../api/client'
import type { FullRow } from '../api/types'
import { Card, Copy } from '../kit/Bits'
import { ErrorState, Skeleton } from '../kit/States'
import type { Entry } from './upstream'

export function EntryCard({ row, kind }: { row: FullRow; kind: string }) {
  const [open, setOpen] = useState(false)
  if (row.values.channel === 'platform' || row.values.external_no) return null
  return (
    <Card title="录入全国12315平台">
      <div className="row" style={{ padding: '8px 16px 12px', gap: 8 }}>
        <Button size="small" onClick={() => setOpen(true)} data-testid="entry">复制到12315平台</Button>
        <span className="t2 t12">还没有平台编号（第40条）</span>
      </div>
      {open && <Fields row={row} kind={kind} onClose={() => setOpen(false)} />}
    </Card>
  )
}

function Fields({ row, kind, onClose }: { row: FullRow; kind: string; onClose: () => void }) {
  const q = useQuery({ queryKey: ['upstream-entry', kind, row.id, row.rev], queryFn: async () => (await get<{ items: Entry[] }>(`/api/complaint/upstream/entry/${[kind, row.area, row.id].map(encodeURIComponent).join('/')}`)).items })
  return (
    <Drawer open onClose={onClose} title="复制到12315平台" size={480}>
      {q.isError ? <ErrorState of={asProblem(q.error)} /> : !q.data ? <Skeleton rows={8} /> : q.data.map((e) => (
        <div key={e.title}>
          <p className="t13 t2" style={{ marginTop: 0 }}>在{e.title}逐项粘贴；录入后把平台编号填到本记录的“全国平台编号”。{e.unsure && `（${e.unsure}。）`}</p>
          <dl className="cp-entry" data-testid="entry-fields">
            {e.fields.map((f) => <div key={f.head}><dt>{f.head}</dt><dd className={f.value ? '' : 't2'}>{f.masked ? '您无权查看' : f.value || '没有填写'}</dd><span>{f.value && <Copy text={f.value} label={`复制${f.head}`} />}</span></div>)}
          </dl>
        </div>
      ))}
    </Drawer>
  )
}
