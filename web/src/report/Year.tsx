// 按报告期: every report of a year with its periods, how far each has come and when it
// is due; from here one is opened or begun.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Modal, type ButtonProps } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { asProblem, idempotencyKey, post, type Problem } from '../api/client'
import { toList, toRecord } from '../api/paths'
import type { FullRow } from '../api/types'
import { Card, PageHead } from '../kit/Bits'
import { dueStatus } from '../kit/due'
import { day, dayTime, weekday } from '../kit/format'
import { EmptyState, ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status, type Tone } from '../kit/Status'
import { useYear, type Form, type Place, type Standing } from './api'
import './report.css'

const words: Record<Standing, [Tone, string]> = { ahead: ['ended', '未到期'], unfilled: ['paused', '未填'], filled: ['soon', '已填'], locked: ['ok', '已锁定'], sent: ['ok', '已报送'], restated: ['ok', '已重报'] }
const lengths = { month: '月报', quarter: '季报', half: '半年报', year: '年报' }
const owed = (p: Place) => p.owed && p.standing !== 'ahead' && p.standing !== 'sent' && p.standing !== 'restated'

/** ● 已报送 · ◇ 未填 · ■ 未填; late is red and says so. */
const Stand = ({ of: p }: { of: Place }) => (p.standing === 'ahead' || !p.owed && !p.begun ? <span className="rp-faint">{words[p.standing][1]}</span> : <Status tone={p.late ? 'over' : words[p.standing][0]}>{words[p.standing][1]}</Status>)

export default function Year() {
  const [params, setParams] = useSearchParams()
  const asked = params.get('year') ?? ''
  const q = useYear(asked)
  const [begin, setBegin] = useState<{ form: Form; place: Place } | null>(null)
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={10} />
  const { year, today, items } = q.data
  const to = (y: number) => setParams({ year: String(y) })
  const all = items.flatMap((f) => f.periods)
  const open = items.flatMap((form) => form.periods.filter(owed).map((place) => ({ form, place }))).sort((a, b) => (a.place.due < b.place.due ? -1 : 1))
  const n = (f: (p: Place) => boolean) => all.filter(f).length
  return (
    <div className="page scroll inner rp-fit">
      <PageHead title="统计报表" sub="每个报告期的进度和报送期限"
        acts={<>
          <Link className="rp-all" to={toList('report', 'report')}>全部报表</Link>
          <span className="rp-year"><Button icon={<LeftOutlined />} aria-label={`${year - 1}年`} onClick={() => to(year - 1)} /><b data-testid="year">{year}年</b><Button icon={<RightOutlined />} aria-label={`${year + 1}年`} disabled={year >= Number(today.slice(0, 4))} onClick={() => to(year + 1)} /></span>
        </>} />
      <div className="rp-sums">
        共 <b>{all.length}</b> 期<span>已报送 <b>{n((p) => p.standing === 'sent' || p.standing === 'restated')}</b></span><span>已锁定 <b>{n((p) => p.standing === 'locked')}</b></span><span>已填 <b>{n((p) => p.standing === 'filled')}</b></span><span>未填 <b>{n((p) => p.standing === 'unfilled' && p.owed)}</b></span><span className={n((p) => p.late) ? 'seal' : ''}>逾期 <b>{n((p) => p.late)}</b></span>
      </div>
      {items.length === 0 ? <EmptyState title="没有报表制度">报表制度是业务目录下 reports 中的声明文件，由系统管理员加入。</EmptyState> : (
        <Card style={{ marginBottom: 16 }}>
          <table className="rp-months" data-testid="report-year" aria-label={`${year}年的统计报表`}>
            <thead><tr><th scope="col" className="stub">报表</th>{Array.from({ length: 12 }, (_, i) => <th key={i} scope="col">{i + 1}月</th>)}</tr></thead>
            <tbody>
              {items.map((f) => (
                <tr key={f.name}>
                  <th scope="row" className="stub">
                    <b>{f.title}</b>
                    <small>{lengths[f.period]} · 期后 {f.due} 日内报送{f.to}{f.unsure && <sup title={f.note}>待核</sup>}</small>
                  </th>
                  {f.periods.map((p) => <td key={p.period} colSpan={p.months} className={p.late ? 'late' : ''}><Cell form={f} place={p} today={today} may={q.data.begin} begin={() => setBegin({ form: f, place: p })} /></td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
      <Card title="待报送" count={open.length || undefined}>
        {open.length === 0 ? <EmptyState title={`${year}年没有待报送的报表`} tight /> : (
          <ul className="rp-open" data-testid="report-open">
            {open.map(({ form, place: p }) => {
              const due = dueStatus(p.due, today)
              return (
                <li key={form.name + p.period}>
                  <span className="what">{p.id ? <Link to={toRecord('report', 'report', p.area, p.id)}>{form.title}</Link> : form.title}<small>{p.title}，统计期 {p.since} 至 {p.until}{p.version > 1 && `，第 ${p.version} 版`}</small></span>
                  <span><Stand of={p} />{p.step && <small>{p.step}</small>}</span>
                  <span><Status tone={due.tone}>{due.word}</Status><small>期限 {p.due} {weekday(p.due)}</small></span>
                  <span>{p.handler || p.unit || '—'}<small>{p.as_of ? `取数 ${dayTime(p.as_of)}` : '还没有取数'}</small></span>
                  <span className="do">{p.id ? <Link className="rp-go" to={toRecord('report', 'report', p.area, p.id)}>打开</Link> : p.begun ? <small>由其他机构填报</small> : q.data.begin ? <button type="button" className="rp-go" onClick={() => setBegin({ form, place: p })}>开始填报</button> : <small>尚未开始</small>}</span>
                </li>
              )
            })}
          </ul>
        )}
      </Card>
      {begin && <Begin {...begin} close={() => setBegin(null)} />}
    </div>
  )
}

function Cell({ form, place: p, today, may, begin }: { form: Form; place: Place; today: string; may: boolean; begin: () => void }) {
  const due = dueStatus(p.due, today)
  const when = p.standing === 'ahead' ? `期限 ${p.due.slice(5)}` : p.sent_on ? `${day(p.sent_on).slice(5)} 报出` : p.standing === 'sent' || p.standing === 'restated' ? '已报出' : p.late ? due.word : p.owed ? `期限 ${p.due.slice(5)}` : p.begun ? '' : '未开始'
  const said = <><span className="sr">{form.title} {p.title}，报送期限 {p.due}　</span><span className="per" aria-hidden>{p.title.replace(/^\d+年/, '')}</span><Stand of={p} /><small className={p.late ? 'seal' : ''}>{when}</small>{p.version > 1 && <small>第{p.version}版</small>}</>
  const label = `${form.title} ${p.title}：${words[p.standing][1]}${p.late ? '，' + due.word : ''}，报送期限 ${p.due}`
  if (p.id) return <Link to={toRecord('report', 'report', p.area, p.id)} title={label}>{said}</Link>
  if (p.standing !== 'ahead' && !p.begun && may) return <button type="button" onClick={begin} title={label + '，开始填报'}>{said}<span className="sr">　开始填报</span></button>
  return <div title={label}>{said}</div>
}

/** Begins the report of a period: what will be made, and by when it is to be sent. */
function Begin({ form, place, close }: { form: Form; place: Place; close: () => void }) {
  const go = useNavigate()
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [key] = useState(idempotencyKey)
  const make = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const made = await post<FullRow>('/api/report/report', { values: { form: form.name, period: place.period } }, { 'Idempotency-Key': key })
      void cache.invalidateQueries({ queryKey: ['report-year'] })
      go(toRecord('report', 'report', made.area, made.id))
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  return (
    <Modal open title="开始填报" onCancel={close} onOk={() => void make()} okText="开始填报" cancelText="取消" confirmLoading={busy} okButtonProps={{ 'data-testid': 'begin' } as ButtonProps} width={480}>
      <p style={{ margin: '8px 0' }}>{form.title}，{place.title}。</p>
      <p className="t2" style={{ margin: '8px 0' }}>统计期 <span className="rp-day">{place.since}</span> 至 <span className="rp-day">{place.until}</span>，报送期限 <span className="rp-day">{place.due} {weekday(place.due)}</span>。由您和您的机构填报。开始后先办理“取数”，数据按报表制度从业务记录计算。</p>
      {problem && <ProblemBox of={problem} kept="没有开始填报。" />}
    </Modal>
  )
}
