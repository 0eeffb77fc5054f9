import type { ReactNode } from 'react'
import type { Problem } from '../api/client'
import { Link } from '../face/route'
import { Status } from '../kit/Status'
import { bytes } from '../kit/format'
import { page, type Due, type File } from './api'
import { nearness, type Station } from './words'

/** The head of a page: what it is, how it stands, its one primary act. */
export function Head({ title, note, act, crumb }: { title: string; note?: ReactNode; act?: ReactNode; crumb?: ReactNode }) {
  return (
    <div className="head">
      {crumb && <div className="crumb small">{crumb}</div>}
      <div className="line">
        <h1>{title}</h1>
        {note && <div className="note">{note}</div>}
        {act && <div className="act">{act}</div>}
      </div>
    </div>
  )
}

export function Card({ title, count, more, children, foot, id }: { title: string; count?: number; more?: ReactNode; children: ReactNode; foot?: ReactNode; id?: string }) {
  const at = id ?? title
  return (
    <section className="card box" aria-labelledby={`h-${at}`}>
      <header>
        <h2 id={`h-${at}`}>{title}</h2>
        {count !== undefined && <span className="quiet">{count}</span>}
        {more && <span className="more">{more}</span>}
      </header>
      {children}
      {foot && <footer className="small quiet">{foot}</footer>}
    </section>
  )
}

/** What was refused, where a form stands. */
export function Refused({ of, known = [] }: { of: Problem | null; known?: string[] }) {
  if (!of) return null
  const loose = of.fields.filter((f) => !known.includes(f.name))
  return (
    <div className="refused" role="alert">
      <b>{of.title}</b>
      {loose.length > 0 ? <ul>{loose.map((f) => <li key={f.name + f.text}>{f.text}</li>)}</ul> : of.detail && of.detail !== of.title && <p>{of.detail}</p>}
      {of.id && of.status >= 500 && <p className="small">编号 <span className="mono">{of.id}</span></p>}
    </div>
  )
}

export function Line({ id, label, hint, error, children }: { id: string; label: string; hint?: ReactNode; error?: string; children: ReactNode }) {
  return (
    <div className={error ? 'fl wrong' : 'fl'}>
      <label htmlFor={id}>{label}</label>
      {hint && <div className="small quiet" id={`${id}-hint`}>{hint}</div>}
      {children}
      {error && <div className="small err" id={`${id}-err`} role="alert">{error}</div>}
    </div>
  )
}

export const FileLink = ({ of }: { of: File }) => (
  <a href={of.url} download={of.name}>{of.name} <span className="quiet small">{bytes(of.size)}</span></a>
)

/** How near the day is. */
export function Near({ of }: { of: Due }) {
  const n = nearness(of)
  return <Status tone={n.tone}>{n.word}</Status>
}

/** A day with its arithmetic, opened where it stands. */
export function How({ of }: { of: Due }) {
  return (
    <details className="how">
      <summary>{of.short}{of.provisional && '，暂定'}{of.unsure && '，待核实'}</summary>
      <div className="sum small">
        {of.how.map((s) => <p key={s}>{s}</p>)}
        {of.basis && <p className="quiet">{of.basis}{of.unsure && '（依据凭记忆录入，待核实）'}</p>}
      </div>
    </details>
  )
}

/** The act a due day leads to. */
export function Todo({ of, today }: { of: Due; today: string }) {
  if (of.from && of.from > today) return <span className="quiet nowrap">{of.from.slice(0, 4) === of.on.slice(0, 4) ? of.from.slice(5) : of.from} 起</span>
  const to = page(of.kind, of.record)
  if (of.kind === 'odr') return <Link className="btn btn-s" to={to} aria-label={`答复${of.title}`}>答复</Link>
  if (of.rule === 'guidance') return <Link className="btn btn-s" to={to} aria-label={`办理${of.title}`}>办理</Link>
  if (of.rule === 'sign') return <Link className="btn btn-s" to={to}>签收</Link>
  return <Link to={to} aria-label={`看记录：${of.of}`}>看记录</Link>
}

/** Where something stands on its way. */
export function Way({ of }: { of: Station[] }) {
  return (
    <ol className="way">
      {of.map((s) => (
        <li key={s.title} className={s.state} aria-current={s.state === 'now' ? 'step' : undefined}>
          <b>{s.title}</b>
          <span className="small quiet">{s.day || (s.state === 'next' ? '未到' : '进行中')}{s.note && `，${s.note}`}</span>
        </li>
      ))}
    </ol>
  )
}
