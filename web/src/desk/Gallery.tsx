import { Button, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Card, Copy, KV, Mark, PageHead, Tabs } from '../kit/Bits'
import { DataTable, TableFoot, type Column } from '../kit/DataTable'
import { ClockDays, type ClockDay } from '../kit/ClockDays'
import { StepLine } from '../kit/StepLine'
import { Facts } from '../kit/Facts'
import { ColumnChooser } from '../kit/field/columns'
import { ExportMenu } from '../kit/field/ExportMenu'
import { SavedViews, type SavedView, type Views } from '../kit/field/SavedViews'
import { FileInput, FileName, Files, FilesInput } from '../kit/field/file'
import { HandInput, HandPicture } from '../kit/field/hand'
import { FieldForm } from '../kit/field/FieldForm'
import { FilterBar } from '../kit/field/FilterBar'
import type { FileValue } from '../kit/field/spec'
import type { Filters } from '../kit/field/filter'
import { FieldInput } from '../kit/field/input'
import TreePick from '../kit/field/TreePick'
import { FieldValue } from '../kit/field/value'
import { Flag } from '../kit/Flag'
import { Graph } from '../kit/Graph'
import { JobProgress } from '../kit/JobProgress'
import { KeyForm, type KeyDraft } from '../kit/KeyForm'
import { MidCut } from '../kit/MidCut'
import { Once } from '../kit/Once'
import { Panel } from '../kit/Panel'
import { SearchBox } from '../kit/SearchBox'
import { EmptyState, ErrorState, NoPermission, OfflineNote, ProblemBox, ProblemId, Skeleton } from '../kit/States'
import { certificateLine, signatureState, signatureTone, signedWhen } from '../kit/signature'
import { SignatureFile } from '../kit/SignatureFile'
import { Shape, Status, type Tone } from '../kit/Status'
import { Timeline } from '../kit/Timeline'
import { setTheme, useTheme } from '../kit/useTheme'
import { columns, facts, failure, fields, longName, lines, origins, sample, signatures, tones, tree, type Line } from './gallery'
import './gallery.css'

/** Every component of the kit in every state, for whoever builds screens and for the browser's tests. */
export default function Gallery() {
  const theme = useTheme()
  return (
    <div className="page scroll inner">
      <PageHead title="组件样张" sub="样例内容均为虚构" acts={<Segmented value={theme} onChange={(v) => setTheme(v as 'light' | 'dark')} options={[{ value: 'light', label: '浅色' }, { value: 'dark', label: '深色' }]} />} />
      <div className="gallery">
        <One name="Status Shape">
          {tones.map(([tone, word]) => <Status key={tone} tone={tone as Tone}>{word}</Status>)}
          <span className="row" style={{ gap: 12 }}>{tones.map(([tone, word]) => <span key={tone} className={`st st-${tone}`} title={word}><Shape tone={tone as Tone} /></span>)}</span>
        </One>
        <One name="Flag">
          <Flag>一般</Flag><Flag level="warn">关注</Flag><Flag level="stop">警示</Flag><Flag why="名称中有“食品”">悬停看理由</Flag>
          {['A', 'B', 'C', 'D'].map((g) => <span key={g} className={`grade ${g}`}>{g}</span>)}
        </One>
        <One name="MidCut" wide>
          {[460, 260, 180, 110].map((w) => <div key={w} style={{ width: w, borderRight: '1px dashed var(--rule)' }}><MidCut text={longName} /></div>)}
        </One>
        <One name="PageHead Mark Copy" wide>
          <div style={{ width: '100%' }}><PageHead title="页名" crumb={<a href="#x">上一级</a>} sub="说明" acts={<><Button>次要</Button><Button type="primary">唯一的主要动作</Button></>}><Status tone="ok">状态</Status></PageHead></div>
          <Mark size={34} /><span className="row">91371002MADEMXJ12H<Copy text="91371002MADEMXJ12H" label="复制代码" /></span>
        </One>
        <One name="Buttons">
          <Button type="primary">主要</Button><Button>次要</Button><Button disabled>不能办理</Button><Button danger>危险</Button><Button type="primary" loading>正在办理</Button><button type="button" className="link">链接</button><button type="button" className="link" disabled>不可用的链接</button>
        </One>
        <One name="SignatureFile" wide>
          {signatures.map((x) => <div key={x.title} style={{ width: '100%' }}><Status tone={signatureTone(x)}>{x.by}：{signatureState(x)}</Status><div className="t12 t2">{signedWhen(x)}；{certificateLine(x)}{x.why && `；${x.why}`}</div><SignatureFile of={x} name={x.title} /></div>)}
        </One>
        <Tabbed />
        <One name="Card KV">
          <Card title="卡片" count={3} more={<a href="#x">全部</a>} footer="页脚说明" pad style={{ width: 320 }}><KV items={[['标签', '值'], ['较长的标签', '较长的值会折行，不会把旁边的内容挤走']]} /></Card>
        </One>
        <One name="Timeline">
          <Timeline items={[{ key: '1', when: '11-20 周五', tone: 'now', body: '最近一次办理' }, { key: '2', when: '11-02 周一', body: '平常的办理' }, { key: '3', when: '10-12 周一', tone: 'hot', body: '撤销、处罚' }]} />
        </One>
        <One name="JobProgress">
          <div style={{ width: 360, display: 'grid', gap: 12 }}><JobProgress done={0} total={12000} text="排队" /><JobProgress done={5400} total={12000} rate={1800} remaining_s={4} text="导入" /><JobProgress done={12000} total={12000} text="完成" /></div>
        </One>
        <One name="Skeleton"><div style={{ width: 420 }}><Skeleton rows={4} /></div></One>
        <One name="EmptyState"><EmptyState title="还没有记录" act={<Button>登记</Button>}>说明为什么是空的，并给出填满它的办法。</EmptyState><EmptyState tight title="紧凑的空状态">放在小卡片里。</EmptyState></One>
        <One name="NoPermission"><NoPermission id="01sample403" /></One>
        <One name="ErrorState" wide>
          {[failure(500), failure(404), failure(403), failure(0)].map((f) => <div key={f.status} style={{ width: 300 }}><ErrorState of={f} retry={f.status === 500 || f.status === 0 ? () => undefined : undefined} /></div>)}
        </One>
        <One name="ProblemBox ProblemId"><div style={{ width: 420 }}><ProblemBox of={{ ...failure(422), fields: [{ name: 'name', text: '必填' }, { name: 'due', text: '不能早于今天' }] }} names={{ name: '名称', due: '期限' }} kept="已填写的内容保留在本页。" /></div><ProblemId id="01sample500" /></One>
        <One name="Offline"><OfflineNote /></One>
        <Tables />
        <One name="Facts" wide><div style={{ width: 460 }}><Facts fields={facts} values={sample} labels={{}} masked={new Set(['phone'])} origins={origins} today="2026-11-20" ownerOf={(c) => (c === 'province' ? '省局登记库' : '')} batchUrl={() => '/_kit'} sourceTitle={() => '省局登记库'} undated={new Set(['staff'])} annotateUrl={() => '/_kit'} /></div></One>
        <One name="FieldValue" wide>
          <KV style={{ width: 420 }} items={fields.map((f) => [f.title, <FieldValue key={f.name} field={f} value={sample[f.name]} />])} />
          <KV style={{ width: 260 }} items={[['遮蔽', <FieldValue key="m" field={fields[0]} value={null} masked />], ['空', <FieldValue key="e" field={fields[0]} value={null} />]]} />
        </One>
        <One name="FieldForm FieldInput" wide><Forms /></One>
        <One name="FilterBar SearchBox SavedViews ColumnChooser ExportMenu" wide><Bars /></One>
        <One name="TreePick"><TreePick focus={false} field={{ name: 'tree', title: '分类', type: 'code', of: 'gbt4754', tree }} value={{ op: 'in', values: ['1'] }} onChange={() => undefined} /></One>
        <One name="Panel"><div className="split" style={{ height: 260, width: 368 }}><Panel label="侧栏" place="第 2 户 / 1,204" onDown={() => undefined} onClose={() => undefined} foot={<Button>打开 ⏎</Button>}><section><h2>{longName}</h2></section><section><h3>小节<a href="#x">全部</a></h3>推开列表，不遮住它。</section></Panel></div></One>
        <One name="Graph">
          <Graph title={longName} width={340} open={() => undefined} href={(t) => t} onRest={() => undefined}
            above={[{ relation: '所属企业', rest: 0, nodes: [{ key: 'p', title: longName, note: '存续', tone: 'ok', to: '#p' }] }]}
            below={[{ relation: '分支机构', rest: 7, nodes: [{ key: 'a', title: '竹岛店', note: '存续', tone: 'ok', to: '#a' }, { key: 'b', title: '第三分店', note: '注销', tone: 'ended', to: '#b' }] }, { relation: '同一住所', rest: 0, nodes: [{ key: 'c', title: '试验印刷厂', note: '吊销', tone: 'over', to: '#c' }] }]} />
        </One>
        <One name="FileName Files FileInput FilesInput"><Attached /></One>
        <One name="HandInput HandPicture" wide><Written /></One>
        <One name="KeyForm"><Keys /></One>
        <One name="Once"><Once label="接口密钥" secret="hj_样例密钥不能使用" /></One>
        <One name="StepLine"><div style={{ width: 460 }}><StepLine label="样例" items={[{ key: 'a', title: '已登记', small: '10-12', state: 'done' }, { key: 'b', title: '办理中', small: '第 3 天', state: 'now' }, { key: 'c', title: '可办结', state: 'may' }, { key: 'd', title: '归档', state: 'may' }]} /></div></One>
        <One name="ClockDays"><div style={{ width: 320 }}><ClockDays days={clockDays} today="2026-10-14" due="2026-10-19" /></div></One>
      </div>
    </div>
  )
}

// Ten working days over a holiday week, with a pause: 起 is not counted, 10 October is worked.
const clockDays: ClockDay[] = (() => {
  let n = 0
  return Array.from({ length: 22 }, (_, i) => {
    const date = new Date(Date.UTC(2026, 8, 28 + i)).toISOString().slice(0, 10)
    const kind = i === 0 ? 'start' : date >= '2026-10-01' && date <= '2026-10-07' ? 'holiday' : date === '2026-10-13' ? 'pause' : [0, 6].includes(new Date(date + 'T00:00:00Z').getUTCDay()) && date !== '2026-10-10' ? 'weekend' : 'counted'
    return { date, kind, n: kind === 'counted' ? ++n : 0 } as ClockDay
  })
})()

/** One component on its own ground; `data-kit` names what it shows. */
const One = ({ name, children, wide }: { name: string; children: ReactNode; wide?: boolean }) => (
  <section className={`specimen ${wide ? 'wide' : ''}`} data-kit={name}><h3>{name}</h3><div className="show">{children}</div></section>
)

function Tabbed() {
  const [at, setAt] = useState('a')
  return <One name="Tabs"><Tabs label="样例" at={at} onChange={setAt} tabs={[{ key: 'a', title: '时间线', count: 50 }, { key: 'b', title: '许可', count: 6 }, { key: 'c', title: '无计数' }]} /></One>
}

function Tables() {
  const [sort, setSort] = useState('name')
  const [at, setAt] = useState('2')
  const p = { label: '样例', columns: columns as Column<Line>[], rowKey: (r: Line) => r.key, onPick: (r: Line) => setAt(r.key), sort, onSort: setSort }
  return (
    <One name="DataTable TableFoot" wide>
      <div style={{ width: 560 }}><DataTable {...p} rows={lines} open={at} /><TableFoot hidden={2}>已列 1—4 / 1,204 户</TableFoot></div>
      <div style={{ width: 420 }}><DataTable {...p} rows={[]} empty={<EmptyState tight title="没有符合条件的记录">放宽一个条件再看。</EmptyState>} /><TableFoot keys={false}>共 0 户</TableFoot></div>
    </One>
  )
}

const attached: FileValue = { digest: '00', name: '现场检查照片_威海市环翠区_第三分店_后厨.jpg', size: 1_482_004, type: 'image/jpeg' }

function Attached() {
  const [file, setFile] = useState<unknown>(attached)
  const f = { name: 'photo', title: '照片', type: 'file' as const }
  return (
    <div style={{ width: 340, display: 'grid', gap: 12 }}>
      <FileName file={attached} />
      <Files files={[attached, attached]} />
      <FileInput field={f} id="g-file" value={file} onChange={setFile} />
      <FileInput field={f} id="g-none" value={null} onChange={() => undefined} />
      <FilesInput field={f} id="g-files" value={[attached]} onChange={() => undefined} />
    </div>
  )
}

// A hand drawn here, so that the sample loads nothing.
const hand: FileValue = { digest: '01', name: '手写签名.png', size: 3120, type: 'image/png', url: 'data:image/svg+xml,' + encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 90" width="220" height="90"><rect width="220" height="90" fill="#fff"/><path d="M20 30h48M44 14v62M24 68c10-10 16-20 20-34 6 16 14 26 26 32M104 22h52M112 22v30M148 22v30M96 52h72M130 14c0 26-6 46-30 62M132 52c8 12 18 18 34 22M186 40c10-6 18-4 16 4-3 12-16 22-12 28" fill="none" stroke="#111" stroke-width="3" stroke-linecap="round"/></svg>') }

function Written() {
  const [kept, setKept] = useState<unknown>(hand)
  const [fresh, setFresh] = useState<unknown>(null)
  const f = { name: 'hand', title: '手写签名', type: 'file' as const, handwritten: true }
  return (
    <>
      <div style={{ width: 400 }}><HandInput field={f} id="g-hand" value={fresh} onChange={setFresh} /></div>
      <div style={{ width: 400 }}><FieldForm one fields={[{ ...f, required: true }]} values={{}} errors={{ hand: '必填' }} onChange={() => undefined} prefix="g-wrong" /></div>
      <div style={{ width: 400 }}><HandInput field={f} id="g-hand-kept" value={kept} onChange={setKept} /></div>
      <div style={{ width: 400 }}><HandInput field={f} id="g-hand-off" value={null} disabled onChange={() => undefined} /></div>
      <HandPicture file={hand} />
    </>
  )
}

function Keys() {
  const [draft, setDraft] = useState<KeyDraft>({ title: '', scopes: ['read'], days: 90 })
  return <div style={{ width: 320 }}><KeyForm draft={draft} onChange={setDraft} scopes={[{ scope: 'read', title: '查看' }, { scope: 'write', title: '办理' }]} errors={{ title: '请写明用途' }} /></div>
}

function Forms() {
  const [v, setV] = useState<Record<string, unknown>>(sample)
  const put = (n: string, x: unknown) => setV((o) => ({ ...o, [n]: x }))
  return (
    <>
      <div style={{ width: 560 }}><FieldForm fields={fields} values={v} errors={{ name: '与已有记录重复' }} onChange={put} prefix="g" /></div>
      <div style={{ width: 260 }}><FieldForm one disabled fields={fields.slice(0, 3)} values={v} errors={{}} onChange={put} prefix="d" /><FieldInput field={fields[0]} id="solo" value="单独的输入" onChange={() => undefined} /></div>
    </>
  )
}

function Bars() {
  const [f, setF] = useState<Filters>({ kind: { op: 'in', values: ['a', 'b'] }, since: { op: 'range', from: '2026-01-01', to: '' } })
  const [q, setQ] = useState('')
  const [cols, setCols] = useState<string[]>(['name', 'kind'])
  const standard = ['name', 'kind']
  const [kept, setKept] = useState<SavedView[]>([{ id: '1', screen: '', name: '样例视图', query: '', mine: true, shared: true, by: '样例人' }])
  const views: Views = {
    items: kept, saving: false, problem: null, drop: (id) => setKept(kept.filter((v) => v.id !== id)),
    save: (v, done) => { setKept([...kept, { id: v.name, screen: '', name: v.name, query: '', mine: true, shared: v.share, by: '样例人' }]); done() },
  }
  return (
    <div style={{ width: '100%', display: 'grid', gap: 12 }}>
      <FilterBar fields={fields} filters={f} onChange={setF} pinned={['kind', 'area']}><SearchBox value={q} onChange={setQ} placeholder="名称、代码" /></FilterBar>
      <div className="row"><SavedViews of={views} query={() => ''} onOpen={() => undefined} /><ColumnChooser fields={fields} chosen={cols} standard={standard} onChange={(c) => setCols(c ?? standard)} /><ExportMenu label="导出 1,204 户" href={() => '#x'} /><ExportMenu label="导出 0 户" disabled href={() => '#x'} /></div>
    </div>
  )
}
