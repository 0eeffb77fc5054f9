// Where a record stands in its procedure, on the page of any record that has
// one: the step line, the limits with their arithmetic, who must still be told,
// what may lawfully be done next and why the rest may not.
import { Button, Collapse, DatePicker, Input, Modal, Select, Tooltip } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { Link } from 'react-router'
import { useActing } from './acting'
import { toRecord } from './api/paths'
import { path } from './api/queries'
import { whoIsTold } from './api/words'
import type { Course, CourseClock, FullRow, RecordAct, UsualAct } from './api/types'
import { Card } from './kit/Bits'
import { ClockDays } from './kit/ClockDays'
import { daysBetween, dueStatus, dueWords } from './kit/due'
import { nearDay, parts, shortDay, weekday } from './kit/format'
import { ProblemBox } from './kit/States'
import { Status, type Tone } from './kit/Status'
import { StepLine, type StepItem } from './kit/StepLine'
import { SendOff } from './telling'
import './course.css'

const running = (c: CourseClock) => ['running', 'warned', 'overdue', 'paused'].includes(c.state)

/** The step line: what was with its days, now since when, what may come and by when. */
export function CourseSteps({ of, today }: { of: Course; today: string }) {
  const items: StepItem[] = of.stays.map((s, i) => {
    const last = i === of.stays.length - 1
    const on = (d: string) => nearDay(d, today)
    const span = last ? `${on(s.from)} 起，第 ${daysBetween(s.from, today) + 1} 天` : s.from === s.until ? `${on(s.from)} ${weekday(s.from)}` : `${on(s.from)}—${on(s.until)}`
    return { key: `${s.name}${i}`, title: s.title, small: last && of.ahead.length === 0 ? `${on(s.from)} ${weekday(s.from)}` : span, state: last ? 'now' : 'done' }
  })
  of.ahead.forEach((list, i) => {
    const due = list[0]?.due
    items.push({ key: `ahead${i}`, title: list.map((s) => s.title).join(' / '), small: due ? `${due < today ? '本应' : '应'}在 ${nearDay(due, today)} 前` : undefined, state: 'may' })
  })
  return <div className="course-steps"><StepLine label="办理经过" items={items} /></div>
}

/** The text of law a record lives under; on hover how it came to that. */
export function CourseLaw({ of, kind }: { of: Course; kind: string }) {
  const number = /第\d+号/.exec(of.law.number)?.[0] ?? ''
  const say = `适用《${of.law.title}》${of.law.number ? `（${of.law.number}）` : ''}${of.carry ? `。过渡：${of.carry.records === 'pin' ? '此前开始的仍按原办法办完' : '此前开始的改按新办法'}；${of.carry.basis}${of.carry.unsure ? '（待核实）' : ''}` : ''}`
  return <Tooltip title={say}><Link to={`/admin/procedures/${kind}/${of.law.id}`} className="flag" aria-label={`${number ? `令${/\d+/.exec(number)![0]} · ` : ''}${of.law.from} 版。适用程序：${say}`} data-testid="law">{number ? `令${/\d+/.exec(number)![0]} · ` : ''}{of.law.from} 版</Link></Tooltip>
}

function standing(c: CourseClock, today: string): { tone: Tone; word: string } {
  const unit = c.limit.includes('工作日') ? '个工作日' : c.limit.includes('小时') ? '' : '日'
  const left = c.days.filter((d) => d.kind === 'counted' && d.date > today).length
  const used = (until: string) => c.days.filter((d) => d.kind === 'counted' && d.date <= until).length
  switch (c.state) {
    case 'overdue': return { tone: 'over', word: `逾期 ${Math.max(1, daysBetween(c.due, today))} 日` }
    case 'paused': return { tone: 'paused', word: '停止计算' }
    case 'met': return { tone: 'ended', word: unit ? `用 ${used(c.stop)} ${unit}` : '按时' }
    case 'missed': return { tone: 'over', word: `迟 ${Math.max(1, daysBetween(c.due, c.stop))} 日` }
    case 'expired': return { tone: 'ended', word: '已届满' }
    case 'void': return { tone: 'ended', word: '已重新起算' }
  }
  if (!unit) return { tone: 'soon', word: `${parts(c.due).time} 前` }
  return { tone: c.state === 'warned' ? 'soon' : 'ok', word: left === 0 ? '今天' : `剩 ${left} ${unit}` }
}

/** The limits of a record: the most urgent one open with every day, the others a line each. */
export function CourseClocks({ of, today }: { of: Course; today: string }) {
  const going = of.clocks.filter(running).sort((a, b) => (a.due || '9') < (b.due || '9') ? -1 : 1)
  const gone = of.clocks.filter((c) => !running(c)).reverse()
  const all = [...going, ...gone]
  if (all.length === 0) return null
  const first = going.find((c) => !c.city) ?? going[0]
  return (
    <Card title="办理期限" count={all.length}>
      <Collapse
        key={first ? of.clocks.indexOf(first) : -1} ghost defaultActiveKey={first ? [of.clocks.indexOf(first)] : []} className="course-clocks"
        items={all.map((c) => {
          const s = standing(c, today)
          return {
            key: of.clocks.indexOf(c),
            label: (
              <div className="row" data-testid={`clock-${c.name}`}>
                <span className="grow"><b className={running(c) ? '' : 'plain'}>{c.title}</b>　<span className="t2 t12">{c.limit}</span></span>
                <Status tone={s.tone}>{s.word}</Status>
              </div>
            ),
            children: <ClockBody of={c} today={today} />,
          }
        })}
      />
    </Card>
  )
}

function ClockBody({ of: c, today }: { of: CourseClock; today: string }) {
  const days = c.state === 'paused' ? [...c.days, ...pausedDays(c.days[c.days.length - 1]?.date, today)] : c.days
  return (
    <div className="col" style={{ gap: 8 }}>
      <div className="row t12 t2"><span className="grow">{c.start} 起</span>{c.due ? <span>{c.stop ? `${c.stop} 办结，` : ''}到期 {parts(c.due).day} {c.weekday || weekday(c.due)}{c.provisional && '（暂定）'}</span> : <span>届满日待恢复计算后确定</span>}</div>
      {days.length > 1 && days.length <= 190 && !c.limit.includes('小时') && <ClockDays days={days} today={today} due={c.due} until={c.stop} />}
      {c.last_safe && <div className="t12">届满前最后一个稳妥的工作日：{shortDay(c.last_safe)}</div>}
      {running(c) && c.stops && <div className="t12" data-testid="stops">到期前办理其一：{c.stops}</div>}
      <div className="t12 t2">依据：{c.article}{c.unsure && '（待核实）'}</div>
      <ol className="course-arith">{c.arithmetic.map((x) => <li key={x}>{x}</li>)}<li>{c.wait ? '届满后方可办理' : c.expiry}</li></ol>
    </div>
  )
}

/** The days since a limit stopped counting, as cells. */
function pausedDays(last: string | undefined, today: string): CourseClock['days'] {
  if (!last) return []
  return Array.from({ length: Math.max(0, daysBetween(last, today)) }, (_, i) => ({ date: new Date(Date.parse(last + 'T00:00:00Z') + (i + 1) * 86_400_000).toISOString().slice(0, 10), n: 0, kind: 'pause' as const, note: '停止计算' }))
}

/** Who must still be told of what, each with the ways of telling: sent off from here, or told otherwise and recorded. */
export function CourseOwed({ of, kind, row, etag, today }: { of: Course; kind: { matter: string; name: string }; row: FullRow; etag: string; today: string }) {
  const [telling, setTelling] = useState<Course['owed'][number] | null>(null)
  if (of.owed.length === 0) return null
  return (
    <Card title="待告知" count={of.owed.length}>
      <ul className="course-owed">
        {of.owed.map((o) => (
          <li key={o.act + o.whom} className="row"><span className="grow">{o.title}　<span className="t2">→ {whoIsTold(o.who)}</span></span><SendOff kind={kind} row={row} etag={etag} act={o.act} whom={o.whom} /><Button size="small" onClick={() => setTelling(o)} data-testid={`tell-${o.act}-${o.whom}`}>登记告知</Button></li>
        ))}
      </ul>
      {telling && <TellDialog of={telling} modes={of.modes} at={path(kind.matter, kind.name, row.area, row.id)} etag={etag} today={today} onClose={() => setTelling(null)} />}
    </Card>
  )
}

// When a telling that travels counts: Order 121 does not say; by analogy (kernel/telling/data/counts.yaml, unsure).
const arrives: Record<string, { day: string; help: string }> = {
  letter: { day: '收件日期', help: '令121没有规定何时算已告知；暂参照处罚程序规定第八十二条，以回执上注明的收件日期为准（待法规科确认）。' },
  sms: { day: '到达日期', help: '令121没有规定何时算已告知；暂参照处罚程序规定第八十二条，以短信到达之日为准（待法规科确认）。' },
  mail: { day: '到达日期', help: '令121没有规定何时算已告知；暂参照处罚程序规定第八十二条，以邮件到达对方系统之日为准（待法规科确认）。' },
}

/** Records that somebody was told: how, when, by what it is proven. The law's clocks stop on it. */
function TellDialog({ of, modes, at, etag, today, onClose }: { of: Course['owed'][number]; modes: Course['modes']; at: string; etag: string; today: string; onClose: () => void }) {
  const [mode, setMode] = useState<string>()
  const [on, setOn] = useState(today)
  const [proof, setProof] = useState('')
  const { busy, problem, wrong, run } = useActing(at, etag, onClose)
  return (
    <Modal
      open title={`告知${whoIsTold(of.who)}　${of.title}`} width={520} mask={{ closable: false }} onCancel={onClose}
      footer={<><Button onClick={onClose}>返回</Button><Button type="primary" loading={busy} disabled={!mode || !on || !proof.trim()} onClick={() => run('inform', { values: { act: of.act, whom: of.whom, mode, told_on: on, proof: proof.trim() } })} data-testid="do-tell">登记告知</Button></>}
    >
      <div className="col" style={{ gap: 12 }}>
        <div className="t13 t2">期限到决定作出并告知为止。写明怎样、何时告知和凭据，登记后计入时间线和留痕账本。</div>
        {problem && <ProblemBox of={problem} kept="没有登记；填写的内容保留。" />}
        <div className="form">
          <div className="item"><label className="lab" htmlFor="tell-mode">告知方式<i aria-label="必填">*</i></label><Select id="tell-mode" value={mode} onChange={setMode} options={modes.map((m) => ({ value: m.value, label: m.title }))} placeholder="请选择" status={wrong.mode ? 'error' : undefined} />{wrong.mode && <div className="err" role="alert">{wrong.mode}</div>}</div>
          <div className="item"><label className="lab" htmlFor="tell-on">{arrives[mode ?? '']?.day ?? '告知日期'}<i aria-label="必填">*</i></label><DatePicker id="tell-on" value={dayjs(on)} onChange={(x) => setOn(x ? x.format('YYYY-MM-DD') : '')} maxDate={dayjs(today)} status={wrong.told_on ? 'error' : undefined} />{wrong.told_on && <div className="err" role="alert">{wrong.told_on}</div>}</div>
          {arrives[mode ?? ''] && <div className="item wide t13 t2">{arrives[mode ?? '']!.help}</div>}
          <div className="item wide"><label className="lab" htmlFor="tell-proof">凭据<i aria-label="必填">*</i></label><Input.TextArea id="tell-proof" autoSize={{ minRows: 2, maxRows: 4 }} maxLength={500} value={proof} onChange={(e) => setProof(e.target.value)} placeholder="通话录音、短信回执、邮单号等" status={wrong.proof ? 'error' : undefined} />{wrong.proof && <div className="err" role="alert">{wrong.proof}</div>}</div>
        </div>
      </div>
    </Modal>
  )
}

/** The parts of a record (查封扣押、听证…), each with where it stands; nothing where there are none. */
export function CourseParts({ of, today }: { of: Course; today: string }) {
  const sorts = [...new Set(of.parts.map((p) => p.kind))]
  return sorts.map((kind) => {
    const parts = of.parts.filter((p) => p.kind === kind)
    return (
      <Card key={kind} title={parts[0]!.sort} count={parts.length}>
        <ul className="course-parts" data-testid={`parts-${kind}`}>
          {parts.map((p) => (
            <li key={p.id}>
              <Link className="grow" to={toRecord(p.matter, p.kind, p.area, p.id)}>{p.title}</Link>
              <Status tone={p.ended ? 'ended' : 'ok'}>{p.step}</Status>
              {p.due && <span className="due"><span className="t2 t12">{p.clock}</span> <Status tone={dueStatus(p.due, today).tone}>{dueStatus(p.due, today).word}</Status> <span className="t12">{dueWords(p.due)}</span></span>}
            </li>
          ))}
        </ul>
      </Card>
    )
  })
}

/** What may be done next: the acts by which it usually goes on first, those that may not be done yet grey beside them; the other lawful acts below, the rest behind a line. Each says why on hover and to the screen reader. Where others go on with it, it says who; their acts are not shown, and the way to them (报请审批) stands first. */
export function CourseActs({ acts, usual, asked, owed, onAct }: { acts: RecordAct[]; usual: UsualAct[]; asked?: string; owed: number; onAct: (a: RecordAct) => void }) {
  const place = (a: RecordAct) => usual.findIndex((u) => u.name === a.name)
  const open = acts.filter((a) => a.allowed)
  const late = acts.filter((a) => !a.allowed && !a.denied && a.late)
  const shut = acts.filter((a) => !a.allowed && !a.denied && !a.late)
  const next = [...open, ...shut].filter((a) => place(a) >= 0).sort((a, b) => place(a) - place(b))
  const others = open.filter((a) => place(a) < 0)
  const rest = shut.filter((a) => place(a) < 0)
  const theirs = next.some((a) => a.allowed && usual[place(a)]?.leads) ? [] : usual.filter((u) => u.leads && acts.some((a) => a.name === u.name && a.denied))
  // What is asked of a superior names him (approver) before he decides.
  const ask = theirs.length > 0 && !asked ? open.find((a) => a.needs?.includes('approver')) : undefined
  // Whoever must be told is told first.
  const first = ask ?? (owed > 0 ? undefined : next.find((a) => a.allowed && usual[place(a)]?.leads))
  if (open.length + late.length + shut.length === 0) return null
  return (
    <Card title="办理" count={open.length ? `现在可以办 ${open.length} 项` : '现在没有可以办的'}>
      {theirs.length > 0 && <div className="course-theirs" data-testid="theirs">下一步{theirs.map((u) => `“${u.title}”`).join('或者')}由{[...new Set(theirs.map((u) => u.by))].join('、')}办理{asked && `，已报请${asked}`}。</div>}
      {next.length > 0 && <div className="course-acts">{next.map((a) => (a.allowed ? <Button key={a.name} type={a === first ? 'primary' : 'default'} ghost={a === first} onClick={() => onAct(a)} data-testid={`act-${a.name}`}>{a.title}</Button> : <Shut key={a.name} act={a} />))}</div>}
      {others.length > 0 && <div className="course-acts more">{next.length > 0 && <span className="t2 t12">另可</span>}{others.map((a) => <Button key={a.name} type={a === first ? 'primary' : 'default'} ghost={a === first} size={next.length > 0 ? 'small' : 'middle'} onClick={() => onAct(a)} data-testid={`act-${a.name}`}>{a.title}</Button>)}</div>}
      {late.length > 0 && (
        <details className="course-shut">
          <summary>期限届满前已经办理的，可以补录 {late.length} 项</summary>
          <div className="course-acts">{late.map((a) => <Button key={a.name} size="small" onClick={() => onAct(a)} data-testid={`late-${a.name}`}>{a.title}</Button>)}</div>
        </details>
      )}
      {rest.length > 0 && (
        <details className="course-shut">
          <summary>另有 {rest.length} 项现在不能办</summary>
          <div className="course-acts">{rest.map((a) => <Shut key={a.name} act={a} />)}</div>
        </details>
      )}
    </Card>
  )
}

const Shut = ({ act: a }: { act: RecordAct }) => (
  <Tooltip title={a.why || '现在不能办理'}>
    <span tabIndex={0}><Button size="small" disabled data-testid={`act-${a.name}`} aria-label={`${a.title}（现在不能办理：${a.why ?? ''}）`}>{a.title}</Button></span>
  </Tooltip>
)
