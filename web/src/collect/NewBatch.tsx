import { InboxOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { asProblem, post, upload, type Problem } from '../api/client'
import { toBatch, toBatches } from '../api/paths'
import { subjectKind, useKind, useMeta, useSources } from '../api/queries'
import type { Batch, CollectSource, Upload } from '../api/types'
import { Card, KV, PageHead } from '../kit/Bits'
import { bytes, day, int } from '../kit/format'
import { JobProgress } from '../kit/JobProgress'
import { MidCut } from '../kit/MidCut'
import { ProblemBox, Skeleton } from '../kit/States'
import { Steps } from './Steps'
import './collect.css'

/** Steps 1 and 2: choose a file, say which column is which field. */
export default function NewBatch() {
  const [file, setFile] = useState<Upload | null>(null)
  return file ? <Mapping file={file} onBack={() => setFile(null)} /> : <Choose onFile={setFile} />
}

function Choose({ onFile }: { onFile: (u: Upload) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<{ name: string; done: number; total: number; cancel: () => void } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const take = async (f: File | undefined) => {
    if (!f || sending) return
    setProblem(null)
    const up = upload<Upload>('/api/collect/files', f, (done, total) => setSending((s) => s && { ...s, done, total }))
    setSending({ name: f.name, done: 0, total: f.size, cancel: up.cancel })
    try {
      onFile(await up.promise)
    } catch (e) {
      setProblem(asProblem(e))
      setSending(null)
    }
  }
  return (
    <>
      <PageHead title="导入文件" crumb={<Link to={toBatches}>数据归集</Link>} />
      <Card pad><Steps at={1} /></Card>
      <div
        className={`dropzone ${over ? 'over' : ''}`}
        onDragOver={(e) => { e.preventDefault(); setOver(true) }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer.files[0]) }}
      >
        {sending ? (
          <div style={{ width: 420 }}>
            <div style={{ marginBottom: 12 }}>{sending.name}　<span className="t2">{bytes(sending.done)} / {bytes(sending.total)}</span></div>
            <JobProgress done={Math.round(sending.done / 1024)} total={Math.max(1, Math.round(sending.total / 1024))} unit="kB" text={sending.done >= sending.total ? '已送达，正在识别' : '正在上传'} />
            <div style={{ marginTop: 16 }}><Button onClick={sending.cancel}>取消上传</Button></div>
          </div>
        ) : (
          <>
            <InboxOutlined style={{ fontSize: 36, color: 'var(--faint)' }} />
            <b>把文件拖到这里</b>
            <span className="t2 t13">CSV、CSV.gz、XLSX、逐行 JSON；UTF-8 或 GB 18030。上传后先预检，确认前不写入任何记录。</span>
            <Button type="primary" onClick={() => input.current?.click()} style={{ marginTop: 8 }}>选择文件</Button>
            <input ref={input} type="file" hidden data-testid="file" aria-label="选择文件" accept=".csv,.gz,.xlsx,.jsonl,.ndjson,.json,.txt" onChange={(e) => { void take(e.target.files?.[0]); e.target.value = '' }} />
          </>
        )}
        {problem && <div style={{ width: 520, marginTop: 16, textAlign: 'left' }}><ProblemBox of={problem} kept="没有写入任何记录。" /></div>}
      </div>
    </>
  )
}

function Mapping({ file, onBack }: { file: Upload; onBack: () => void }) {
  const go = useNavigate()
  const meta = useMeta().data
  const sources = useSources()
  const kinds = useMemo(() => (meta?.matters ?? []).flatMap((m) => (m.kinds ?? []).filter((k) => k.may?.includes('import') || k.may?.includes('create')).map((k) => ({ value: k.name, label: m.title === k.title ? k.title : `${k.title}（${m.title}）` }))), [meta])
  const best = useMemo(() => closest(sources.data ?? [], file), [sources.data, file])
  const [chosenKind, setKind] = useState<string>()
  const [source, setSource] = useState<string>()
  const [edits, setEdits] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const kind = chosenKind ?? best?.kind ?? likeliest(file) ?? subjectKind(meta)?.kind.name
  const origins = useMemo(() => [...new Map((sources.data ?? []).map((s) => [s.name, s.title || s.name])).entries()], [sources.data])
  // The province sends the registration data; any other kind of file has to be told.
  const from = source ?? best?.name ?? (kind === subjectKind(meta)?.kind.name ? origins[0]?.[0] : undefined) ?? ''
  const saved = (sources.data ?? []).find((s) => s.name === from && s.kind === kind && Object.keys(s.mapping ?? {}).length > 0)
  const decl = useKind(kind)
  const fields = useMemo(() => (decl.data?.fields ?? []).filter((f) => !f.computed), [decl.data])
  const seen = useMemo(() => new Map((file.mappings?.[kind ?? ''] ?? []).map((m) => [m.column, m])), [file, kind])
  const proposed = useMemo(() => {
    const out: Record<string, string> = {}
    for (const c of file.columns) {
      const old = saved ? (saved.mapping[c.name] ?? '') : undefined
      out[c.name] = old !== undefined ? old : (seen.get(c.name)?.field ?? '')
    }
    return out
  }, [file, saved, seen])
  const mapping = { ...proposed, ...edits }
  const used = Object.values(mapping).filter(Boolean)
  const twice = fields.filter((f) => used.filter((u) => u === f.name).length > 1)
  const missing = fields.filter((f) => f.required && !used.includes(f.name))
  const changed = Object.entries(edits).filter(([c, f]) => f !== proposed[c]).length
  const send = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const b = await post<Batch>('/api/collect/batches', { file: file.file, name: file.name, kind, source: from, mapping })
      go(toBatch(b.id), { replace: true })
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  const ready = !!kind && !!from.trim() && used.length > 0 && twice.length === 0
  const why = !from.trim() ? '请先选择来源' : used.length === 0 ? '至少对应一列' : twice.length ? '有字段被对应两次' : ''
  return (
    <>
      <PageHead
        title="导入文件" crumb={<Link to={toBatches}>数据归集</Link>} sub={file.name}
        acts={<>{why && <span className="t13 t2">{why}</span>}<Button onClick={onBack}>换文件</Button><Button type="primary" disabled={!ready} loading={busy} onClick={send} data-testid="preflight">预检</Button></>}
      />
      <Card pad><Steps at={2} /></Card>
      <div className="cols-imp" style={{ marginTop: 12 }}>
        <Card title="字段对应" count={`${used.length} / ${file.columns.length} 列`} flex
          more={<>{saved?.saved_at && <span className="t2">沿用 {day(saved.saved_at)} 方案</span>}<span className={changed ? 'b' : 't2'}>改动 {changed}</span></>}
          footer={<>
            {missing.length > 0 && <span className="ochre">未对应的必填项：{missing.map((f) => f.title).join('、')}，缺此项的行将隔离。</span>}
            {missing.length === 0 && '对应方案在预检时按来源保存，下次自动沿用。'}
          </>}>
          {decl.isPending ? <Skeleton rows={10} /> : (
            <table className="dt">
              <colgroup><col style={{ width: '26%' }} /><col style={{ width: '34%' }} /><col style={{ width: 28 }} /><col /></colgroup>
              <thead><tr><th scope="col">来源列</th><th scope="col">样值（第 1 行）</th><th /><th scope="col">字段</th></tr></thead>
              <tbody>
                {file.columns.map((c) => {
                  const v = mapping[c.name] ?? ''
                  const f = fields.find((x) => x.name === v)
                  return (
                    <tr key={c.name}>
                      <td className={v ? '' : 't2'} title={seen.get(c.name)?.reason}><MidCut text={c.name} /></td>
                      <td className="t2"><MidCut text={c.sample || '—'} /></td>
                      <td className="t2" style={{ padding: 0 }}>→</td>
                      <td>
                        <Select
                          size="small" variant="borderless" className="w100" aria-label={`${c.name} 对应`} showSearch={{ optionFilterProp: 'label' }} value={v}
                          status={twice.some((t) => t.name === v) ? 'error' : undefined}
                          onChange={(x) => setEdits((e) => ({ ...e, [c.name]: x }))}
                          options={[{ value: '', label: '不导入' }, ...fields.map((x) => ({ value: x.name, label: x.title + (x.required ? ' *' : ''), disabled: x.name !== v && used.includes(x.name) }))]}
                          labelRender={(o) => <span className={v ? '' : 't2'}>{o.label}{f?.unique && <span className="flag" style={{ marginLeft: 6 }}>键</span>}{f?.personal && <span className="flag" style={{ marginLeft: 6 }}>敏感</span>}</span>}
                        />
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          )}
        </Card>
        <div className="col">
          <Card title="文件" pad>
            <KV items={[['名称', <MidCut key="n" text={file.name} tail={12} />], ['大小', bytes(file.size)], ['格式', file.format], ['编码', file.encoding], ['行数', `约 ${int(file.rows_estimate)} 行`], ['摘要', <span key="d" className="mono cut" style={{ display: 'block' }} title={file.file}>{file.file}</span>]]} />
          </Card>
          <Card title="来源与类型" pad>
            <div className="form" style={{ gridTemplateColumns: '1fr' }}>
              <div className="item">
                <label className="lab" htmlFor="kind">业务类型</label>
                <Select id="kind" value={kind} options={kinds} onChange={(k) => { setKind(k); setEdits({}) }} showSearch={{ optionFilterProp: 'label' }} />
              </div>
              <div className="item" style={{ marginBottom: 4 }}>
                <label className="lab" htmlFor="source">来源 <i>*</i></label>
                <Select id="source" value={from || undefined} placeholder="请选择" options={origins.map(([value, label]) => ({ value, label }))} onChange={(x) => { setSource(x); setEdits({}) }} />
                <div className="help">来源决定字段归属：来源方所有的字段，本局只能标注和提异议，不能改写。</div>
              </div>
            </div>
          </Card>
          {problem && <ProblemBox of={problem} kept="文件已上传，对应关系保留在本页。" />}
        </div>
      </div>
    </>
  )
}

/** The kind whose fields the columns resemble most. */
function likeliest(file: Upload): string | undefined {
  let best: string | undefined
  let most = 0
  for (const [kind, cols] of Object.entries(file.mappings ?? {})) {
    const sum = cols.reduce((s, c) => s + (c.field ? (c.score ?? 0) : 0), 0)
    if (sum > most) [best, most] = [kind, sum]
  }
  return best
}

/** The saved layout that knows most of the file's columns, if it knows at least half. */
function closest(sources: CollectSource[], file: Upload): CollectSource | undefined {
  let best: CollectSource | undefined
  let most = 0
  for (const s of sources) {
    const known = file.columns.filter((c) => s.mapping && c.name in s.mapping).length
    if (known > most && known * 2 >= file.columns.length) { best = s; most = known }
  }
  return best
}
