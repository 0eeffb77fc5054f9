import { useEffect, useRef } from 'react'
import { Icon } from '../../face/Icon'
import { go, usePage } from '../../face/route'
import { Status } from '../../kit/Status'
import { parts, weekday } from '../../kit/format'
import { useSite } from '../data'
import { grouped, type Receipt as Paper, type Standing } from '../progress/data'
import { Marks } from '../progress/Marks'
import './filing.css'
import { receipts } from './keep'

/** 2026-11-20 10:41 周五 */
export function moment(iso: string) {
  const p = parts(iso)
  return `${p.day} ${p.time} ${weekday(iso)}`
}

/** The code for a camera, as squares. */
const Qr = ({ rows }: { rows: string[] }) => (
  <svg className="qr" viewBox={`-2 -2 ${rows.length + 4} ${rows.length + 4}`} role="img" aria-label="查进度的二维码" shapeRendering="crispEdges">
    <path d={rows.map((r, y) => Array.from(r, (c, x) => (c === '1' ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('')} fill="currentColor" />
  </svg>
)

const kinds: Record<string, { title: string; whom: string }> = { complaint: { title: '投诉登记回执', whom: '被投诉人' }, tipoff: { title: '举报登记回执', whom: '被举报人' }, odr: { title: '在线协商回执', whom: '经营者' } }

/** The receipt of this tab; without one, where a code is asked for. */
export default function Given() {
  const of = receipts.read()
  usePage('回执', useSite()?.office)
  useEffect(() => {
    if (!of) go('/progress', true)
  }, [of])
  return of && <Receipt of={of} />
}

/** 回执: the code large, what comes next with its days; to be printed or kept as a picture. */
function Receipt({ of }: { of: Paper }) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    window.scrollTo(0, 0)
    head.current?.focus({ preventScroll: true })
  }, [])
  const first = of.items[0]
  const both = of.items.length > 1
  const name = both ? '投诉、举报登记回执' : (kinds[first?.kind ?? '']?.title ?? '回执')
  return (
    <div className="filing receipt">
      <div className="filing-top">
        <b>回执</b>
        <button type="button" className="link" onClick={() => { receipts.drop(); go('/') }}>完成</button>
      </div>
      <div className="filing-mid">
        <section className="card slip">
          <header>
            <h1 ref={head} tabIndex={-1}>{name}</h1>
            <div className="row"><Status tone="ok">已登记</Status></div>
            {of.items.map((s) => <div key={s.id} className="quiet no">{s.number}</div>)}
          </header>
          <div className="code">
            <div>
              <span className="small quiet">查询码</span>
              <b aria-label={`查询码 ${of.code}`}>{grouped(of.code).split(' ').map((g) => <span key={g}>{g}</span>)}</b>
            </div>
            <Qr rows={of.qr} />
            <p>{first?.kind === 'tipoff' ? '查进度、补充线索，都用这个查询码；留了手机号的，还要后四位。' : '查进度、补材料、撤回、评价，都用这个查询码和手机号后四位。'}查询码只显示这一次，请截图或打印保存。</p>
          </div>
          <dl>
            {first && <div><dt>登记时间</dt><dd>{moment(first.filed)}</dd></div>}
            {first && <div><dt>{kinds[first.kind]?.whom}</dt><dd>{first.trader}</dd></div>}
            {of.items.map((s) => <div key={s.id}><dt>{both ? s.kind_title : '事由'}</dt><dd>{s.brief}</dd></div>)}
          </dl>
        </section>
        {of.items.map((s) => (
          <section key={s.id} className="next">
            <h2>接下来{both && `：${s.kind_title}`}</h2>
            <Marks of={s.marks} />
          </section>
        ))}
        <p className="small quiet">{of.office}</p>
      </div>
      <div className="filing-bar no-print">
        <button type="button" className="btn btn-l" onClick={() => window.print()}><Icon name="print" /> 打印</button>
        <button type="button" className="btn btn-l btn-primary" onClick={() => void save(of, name)}><Icon name="download" /> 保存到手机</button>
      </div>
    </div>
  )
}

/** A text in lines of so many characters. */
function broken(text: string, width: number) {
  const all = Array.from(text)
  const out: string[] = []
  for (let i = 0; i < Math.max(all.length, 1); i += width) out.push(all.slice(i, i + width).join(''))
  return out
}

/** The receipt as a picture among the photographs of a telephone. */
async function save(of: Paper, name: string) {
  const c = document.createElement('canvas')
  const pairs: [string, string][] = of.items.flatMap((s: Standing) => [[s.kind_title, s.number], ['对方', s.trader], ['事由', s.brief]] as [string, string][])
  // A long name goes on in the next line: its end is what tells it from others.
  const lines: [string, string][] = pairs.flatMap(([k, v]) => broken(v, 20).map((part, i) => [i ? '' : k, part] as [string, string]))
  c.width = 720
  c.height = 560 + lines.length * 48
  const g = c.getContext('2d')!
  const sans = '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'
  g.fillStyle = '#ffffff'
  g.fillRect(0, 0, c.width, c.height)
  g.fillStyle = '#1e2430'
  g.font = `600 38px ${sans}`
  g.fillText(name, 40, 76)
  g.font = `400 24px ${sans}`
  g.fillStyle = '#5c6573'
  g.fillText(of.items[0] ? moment(of.items[0].filed) : '', 40, 120)
  g.fillText('查询码', 40, 180)
  g.fillStyle = '#1e2430'
  g.font = `600 64px ${sans}`
  grouped(of.code).split(' ').forEach((p, i) => g.fillText(p, 40, 250 + i * 76))
  const side = 264 / of.qr.length
  of.qr.forEach((row, y) => Array.from(row).forEach((b, x) => b === '1' && g.fillRect(400 + x * side, 150 + y * side, Math.ceil(side), Math.ceil(side))))
  g.font = `400 26px ${sans}`
  lines.forEach(([k, v], i) => {
    g.fillStyle = '#5c6573'
    g.fillText(k, 40, 490 + i * 48)
    g.fillStyle = '#1e2430'
    g.fillText(v, 150, 490 + i * 48)
  })
  g.fillStyle = '#5c6573'
  g.fillText(of.office, 40, c.height - 32)
  const blob = await new Promise<Blob | null>((done) => c.toBlob(done, 'image/png'))
  if (!blob) return
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = name + '.png'
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
}
