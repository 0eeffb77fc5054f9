import { Select } from 'antd'
import { useMemo } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { Card, Copy, KV, PageHead } from '../kit/Bits'
import { DataTable } from '../kit/DataTable'
import { dayTime, int } from '../kit/format'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState } from '../kit/States'
import { Status } from '../kit/Status'
import { useAsk, useParamsState } from './data'
import { diff } from './diff'
import { ListPage, Loaded } from './parts'
import type { DeclarationRow, Version } from './types'
import './admin.css'

/** 业务声明: what is running, in which version, from which file. */
export default function Declarations() {
  const s = useParamsState()
  const go = useNavigate()
  const q = useAsk<{ items: DeclarationRow[] }>('/api/admin/declarations')
  const word = s.at('q')
  const rows = useMemo(() => (q.data?.items ?? []).filter((d) => !word || [d.title, d.kind, d.file, d.digest].some((x) => x.includes(word))), [q.data, word])
  return (
    <ListPage
      title="业务声明" filters={<SearchBox value={word} onChange={(v) => s.put({ q: v })} placeholder="名称、文件、摘要" />}
      totals={<>正在运行&nbsp;<b>{int(q.data?.items.filter((d) => d.running).length)}</b><span className="sep">本局自有 <b>{int(q.data?.items.filter((d) => d.own).length)}</b></span></>}
      foot="每一次办理都记下当时声明的摘要；旧版原文按摘要保存"
    >
      <Loaded of={q} rows={12}>
        {() => (
          <DataTable
            label="业务声明" rows={rows} rowKey={(d) => d.kind + d.digest} minWidth={980} onOpen={(d) => go(`/admin/declarations/${d.kind}`)}
            columns={[
              { key: 't', title: '业务类型', width: 160, render: (d) => <Link to={`/admin/declarations/${d.kind}`}>{d.title}</Link> },
              { key: 'k', title: '代号', width: 150, render: (d) => <span className="mono">{d.kind}</span> },
              { key: 'f', title: '文件', render: (d) => <span className="mono" title={d.file}>{d.file}</span> },
              { key: 'd', title: '摘要', width: 150, render: (d) => <span className="row" style={{ gap: 2 }}><span className="mono" title={d.digest}>{d.digest.slice(0, 12)}…</span><Copy text={d.digest} label="复制摘要" /></span> },
              { key: 'n', title: '字段', width: 60, align: 'right', render: (d) => int(d.fields) },
              { key: 'v', title: '版本', width: 60, align: 'right', render: (d) => int(d.versions) },
              { key: 'a', title: '本版起用', width: 136, render: (d) => dayTime(d.first) },
              { key: 's', title: '状态', width: 96, render: (d) => (!d.running ? <Status tone="ended">已不用</Status> : d.own ? <Status tone="ok">本局自有</Status> : <Status tone="ok">运行中</Status>) },
            ]}
            empty={<EmptyState title="没有符合条件的声明" />}
          />
        )}
      </Loaded>
    </ListPage>
  )
}

/** One declaration: its text, its former versions, what changed. */
export function Declaration() {
  const { kind = '' } = useParams()
  const s = useParamsState()
  const q = useAsk<{ title: string; versions: Version[] }>(`/api/admin/declarations/${encodeURIComponent(kind)}`)
  return (
    <Loaded of={q} rows={14}>
      {({ title, versions }) => {
        const at = versions.find((v) => v.digest === s.at('v')) ?? versions.find((v) => v.running) ?? versions[0]
        const other = versions.find((v) => v.digest === s.at('with'))
        const lines = other ? diff(other.source, at.source) : at.source.replace(/\n$/, '').split('\n').map((text, i) => ({ sign: ' ' as const, text, now: i + 1, old: undefined }))
        const options = versions.map((v) => ({ value: v.digest, label: `${dayTime(v.first)} 起　${v.digest.slice(0, 8)}${v.running ? '（运行中）' : ''}` }))
        return (
          <>
            <PageHead title={title} crumb={<Link to="/admin/declarations">业务声明</Link>} sub={<span className="mono">{kind} · {at.file}</span>} />
            <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 320px', gap: 16, flex: 1, minHeight: 0 }}>
              <Card flex title={other ? '与另一版的差别' : '原文'} count={other ? `${lines.filter((l) => l.sign === '+').length} 行增，${lines.filter((l) => l.sign === '-').length} 行减` : `${lines.length} 行`} style={{ overflow: 'hidden' }}>
                <pre className="source" tabIndex={0} aria-label="声明原文">{lines.map((l, i) => <div key={i} className={l.sign === '+' ? 'plus' : l.sign === '-' ? 'minus' : ''}><i>{l.now ?? ''}</i><b>{l.sign}</b>{l.text || ' '}</div>)}</pre>
              </Card>
              <div className="col">
                <Card title="版本" count={versions.length} pad>
                  <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 8 }}>
                    <label className="t12 t2" htmlFor="at">看</label>
                    <Select id="at" value={at.digest} onChange={(v) => s.put({ v })} options={options} />
                    <label className="t12 t2" htmlFor="with">与哪一版比</label>
                    <Select id="with" allowClear placeholder={versions.length > 1 ? '不比较' : '只有这一版'} disabled={versions.length < 2} value={other?.digest} onChange={(v) => s.put({ with: v ?? '' })} options={options.filter((o) => o.value !== at.digest)} />
                  </div>
                </Card>
                <Card title="本版" pad>
                  <KV items={[['状态', at.running ? <Status key="s" tone="ok">运行中</Status> : <Status key="s" tone="ended">旧版</Status>], ['起用', dayTime(at.first)], ['文件', <span key="f" className="mono">{at.file}</span>], ['摘要', <span key="d" className="row" style={{ gap: 2 }}><span className="mono cut" title={at.digest}>{at.digest}</span><Copy text={at.digest} label="复制摘要" /></span>]]} />
                </Card>
              </div>
            </div>
          </>
        )
      }}
    </Loaded>
  )
}
