import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk } from './data'
import { ListPage, Loaded } from './parts'

type Channel = { name: string; title: string; mode: string; demo: boolean; counts: Record<string, number>; well: string; ill: string; reason: string; unknown: number; gone: boolean }

const modes: Record<string, string> = { sms: '短信', mail: '邮件', letter: '邮寄' }

const standing = (c: Channel): { tone: 'ok' | 'soon' | 'over' | 'paused' | 'ended'; word: string } => {
  if (c.gone) return { tone: 'ended', word: '已不在配置中' }
  if (c.demo) return { tone: 'paused', word: '演示：未真正发出' }
  if (c.mode === 'letter') return { tone: 'ok', word: '人工交寄' }
  if (c.ill && c.ill > c.well) return { tone: 'over', word: '发不出去' }
  return c.well ? { tone: 'ok', word: '正常' } : { tone: 'ended', word: '还没有用过' }
}

/** 发送通道: whether each works, and how many messages stand where; nobody's number, no text. */
export default function Channels() {
  const q = useAsk<{ items: Channel[] }>('/api/admin/channels', {}, true, 15_000)
  const n = (c: Channel, ...states: string[]) => { const x = states.reduce((sum, s) => sum + (c.counts[s] ?? 0), 0); return x ? int(x) : <span className="zero">—</span> }
  return (
    <ListPage title="发送通道" foot="通道写在数据目录的 notify.yaml 中，改后重启生效；hengjian doctor 检查能否连上">
      <Loaded of={q} rows={4}>
        {(d) => (
          <DataTable
            label="发送通道" rows={d.items} rowKey={(c) => c.name} minWidth={1040}
            columns={[
              { key: 't', title: '通道', width: 190, render: (c) => <span title={c.name}>{c.title}</span> },
              { key: 'm', title: '方式', width: 60, render: (c) => modes[c.mode] ?? '—' },
              { key: 's', title: '状态', width: 150, render: (c) => { const s = standing(c); return <Status tone={s.tone}>{s.word}</Status> } },
              { key: 'q', title: '待发', width: 64, align: 'right', render: (c) => n(c, 'queued', 'sending') },
              { key: 'o', title: '已发出', width: 72, align: 'right', render: (c) => n(c, 'sent') },
              { key: 'd', title: '已送达', width: 72, align: 'right', render: (c) => n(c, 'delivered') },
              { key: 'f', title: '没有发出', width: 84, align: 'right', render: (c) => n(c, 'failed') },
              { key: 'u', title: '没有送达', width: 84, align: 'right', render: (c) => n(c, 'undeliverable') },
              { key: 'x', title: '不明回执', width: 84, align: 'right', render: (c) => (c.unknown ? int(c.unknown) : <span className="zero">—</span>) },
              { key: 'w', title: '最近成功', width: 134, render: (c) => (c.well ? dayTime(c.well) : <span className="zero">—</span>) },
              { key: 'r', title: '最近失败', render: (c) => (c.ill ? <span title={c.reason}>{dayTime(c.ill)}　{c.reason}</span> : <span className="zero">—</span>) },
            ]}
            empty={<EmptyState title="没有配置发送通道">在数据目录写 notify.yaml（见 docs/notify.md）并重启后，可以发送短信、邮件，登记邮寄。</EmptyState>}
          />
        )}
      </Loaded>
    </ListPage>
  )
}
