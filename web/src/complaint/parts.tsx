import { Tooltip } from 'antd'
import { Link } from 'react-router'
import { toRecord } from '../api/paths'
import { Card } from '../kit/Bits'
import { shortDay } from '../kit/format'
import type { Evidence, Found, Likeness, Route, Stage } from './api'
import './complaint.css'

/** Records that are alike, each with the fields that agree. */
export const FoundList = ({ items }: { items: Found[] }) => (
  <ul className="cp-found">
    {items.map((f) => (
      <li key={f.id}>
        <Link to={toRecord('complaint', f.kind, f.area, f.id)} className="what">{f.title}</Link>
        <span className="t2 t12 r">{f.step}</span>
        <span className="t2 t12 who">{[f.number, shortDay(f.day), f.trader].filter(Boolean).join(' · ')}</span>
        {f.reasons && f.reasons.length > 0 && <span className="t12 why">{f.reasons.join(' · ')}</span>}
      </li>
    ))}
  </ul>
)

/** 疑似重复: perhaps the same dispute; a person decides. */
export function Duplicates({ of, empty }: { of: Likeness; empty?: boolean }) {
  if (of.duplicates.length === 0) return empty ? <Card title="疑似重复" pad><span className="t2 t13">没有发现同一争议的投诉。</span></Card> : null
  return (
    <Card title="疑似重复" count={of.duplicates.length} more={<span className="t2 t12">第16条第2项 · 是否同一争议由人判断</span>}>
      <div data-testid="duplicates"><FoundList items={of.duplicates} /></div>
    </Card>
  )
}

/** Proposed series and the factors of art. 17, each with its records. */
export function SeriesAndSigns({ of }: { of: Likeness }) {
  return (
    <>
      {of.series.map((s) => (
        <Card key={s.text} title="可能是系列投诉" count={s.name ? `已有“${s.name}”` : undefined}>
          <div className="cp-say">{s.text}</div>
          <FoundList items={s.records} />
        </Card>
      ))}
      {of.evidence.length > 0 && (
        <Card title="第17条考虑因素" count={of.evidence.length} more={<span className="t2 t12">只作证据，不予受理由人决定</span>}>
          <div data-testid="evidence">{of.evidence.map((e) => <Sign key={e.sign} of={e} />)}</div>
        </Card>
      )}
    </>
  )
}

const Sign = ({ of: e }: { of: Evidence }) => (
  <details className="cp-sign">
    <summary><b>{e.title}</b><span className="t2 t12">　{e.text}　第{e.item}项{e.unsure && '（件数、天数为本局口径，待核实）'}</span></summary>
    {e.records.length > 0 && <FoundList items={e.records} />}
  </details>
)

/** Where it should go, with the rule that says so. */
export const RouteBox = ({ of }: { of: Route }) => (
  <div className={`cp-route ${of.n === 0 ? 'open' : of.nobody ? 'none' : ''}`} data-testid="route">
    <b>{of.nobody ? '建议不分送' : of.n === 0 ? '没有建议' : `建议分送：${of.name}`}</b>
    <div className="t12">{of.text}{of.unsure && '（待核实）'}</div>
  </div>
)

/** The bureau's eight steps in one line: where the complaint stands in the words of the house. */
export const Stages = ({ of }: { of: Stage[] }) => (
  <ol className="cp-stages" aria-label="办理八环节">
    {of.map((s) => (
      <li key={s.stage} className={s.state} aria-current={s.state === 'now' ? 'step' : undefined}>
        <Tooltip title={s.note}><span>{s.title}{s.state === 'done' && <i aria-label="已完成"> ✓</i>}{s.optional && s.state !== 'done' && <small>（如有）</small>}</span></Tooltip>
      </li>
    ))}
  </ol>
)
