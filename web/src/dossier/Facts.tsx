import { useState } from 'react'
import { Link } from 'react-router'
import { asProblem } from '../api/client'
import { toBatch } from '../api/paths'
import { useProvenance } from '../api/queries'
import type { Dossier, Field, Provenance } from '../api/types'
import { ownerOf } from '../api/words'
import { Card } from '../kit/Bits'
import { FieldValue } from '../kit/field/value'
import { day, int, parts } from '../kit/format'
import { ProblemBox } from '../kit/States'
import { Shape } from '../kit/Status'

/** 登记事项: each field with where it came from, unfolding in place. */
export function Facts({ d, fields, matter, today, past, mode }: { d: Dossier; fields: Field[]; matter: string; today: string; past: boolean; mode: string }) {
  const [open, setOpen] = useState<string | null>(null)
  const s = d.subject
  const prov = useProvenance(matter, d.kind, s.area, s.id, !!matter && !past)
  const masked = new Set(s.masked ?? [])
  const filled = (n: string) => { const v = s.values?.[n]; return v !== null && v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0) }
  const shown = fields.filter((f) => f.readable !== false && (filled(f.name) || masked.has(f.name) || (past && mode === 'fact' && f.owner)))
  return (
    <Card title="登记事项" count={shown.length} more={<span className="t2">来源 · 更新日</span>}>
      {prov.isError && <div className="pad" style={{ paddingBottom: 0 }}><ProblemBox of={asProblem(prov.error)} /></div>}
      <dl className="facts pad" style={{ padding: '10px 16px' }} data-testid="facts">
        {shown.map((f) => {
          const p = prov.data?.fields?.[f.name]
          const long = f.multiline || String(s.labels?.[f.name] ?? s.values[f.name] ?? '').length > 26
          const on = open === f.name
          return (
            <div className="f" key={f.name}>
              <dt>{f.title}</dt>
              <dd className={long ? 'long' : undefined}>
                {!filled(f.name) && !masked.has(f.name) ? <span className="zero">不详</span> : <Clamp on={on || !f.multiline}><FieldValue field={f} value={s.values[f.name]} label={s.labels?.[f.name]} masked={masked.has(f.name)} /></Clamp>}
              </dd>
              {p ? (
                <button type="button" className={`src ${on ? 'on' : ''}`} aria-expanded={on} aria-label={`${f.title}的来源`} data-testid={`src-${f.name}`} onClick={() => setOpen(on ? null : f.name)}>
                  {p.annotation && <span className="ochre" style={{ marginRight: 4 }}><svg width="9" height="9" viewBox="0 0 10 10" aria-hidden><path d="M5 .7 10 9.500H0z" fill="var(--ochre)" /></svg></span>}
                  {brief(p, f, today)} <span aria-hidden style={{ fontSize: 9 }}>{on ? '▴' : '▾'}</span>
                </button>
              ) : <span className="src">{f.computed ? '推算' : ''}</span>}
              {on && p && <Unfolded p={p} f={f} today={today} />}
            </div>
          )
        })}
      </dl>
    </Card>
  )
}

function Clamp({ on, children }: { on: boolean; children: React.ReactNode }) {
  return on ? <>{children}</> : <span className="clamp">{children}</span>
}

const ownerWord = (p: Provenance, f: Field) => ownerOf(p.source?.owner || f.owner)

function brief(p: Provenance, f: Field, today: string) {
  const who = ownerWord(p, f).replace(/局$/, '') || (p.source ? '归集' : '本局')
  const when = p.at ? parts(p.at).day : ''
  return `${who} ${when.slice(0, 4) === today.slice(0, 4) ? when.slice(5) : when.slice(0, 7)}`
}

function Unfolded({ p, f, today }: { p: Provenance; f: Field; today: string }) {
  const owner = ownerWord(p, f)
  const actor = typeof p.actor === 'string' ? p.actor : [p.actor?.name, p.actor?.unit].filter(Boolean).join(' · ')
  const a = p.annotation
  return (
    <div className="prov" data-testid="provenance">
      <dl>
        <dt>归属</dt>
        <dd>{owner ? `${owner.endsWith('库') ? owner : owner + '登记库'}，本局不可改` : '本局，可更正'}</dd>
        {p.source && (
          <>
            <dt>到达</dt>
            <dd>
              {p.source.batch ? <Link to={toBatch(p.source.batch)}>{p.source.source || '批次'} {day(p.at)}</Link> : p.source.source}
              {p.source.line ? ` 第 ${int(p.source.line)} 行` : ''}
              {p.source.file && <div className="t2 cut" title={p.source.file}>{p.source.file}</div>}
            </dd>
          </>
        )}
        {!p.source && actor && <><dt>办理</dt><dd>{actor} {day(p.at)}</dd></>}
        <dt>生效</dt>
        <dd>{p.effective ? day(p.effective) : <span className="t2">不详，来源未注明</span>}</dd>
        {p.former && <><dt>原值</dt><dd>{p.former.label ?? String(p.former.value ?? '—')}{p.former.until && <span className="t2">（至 {p.former.until.slice(0, 4) === today.slice(0, 4) ? day(p.former.until).slice(5) : day(p.former.until)}）</span>}</dd></>}
      </dl>
      {a && (
        <>
          <hr />
          <div><span className="st st-soon"><Shape tone="soon" />本地标注</span>　{a.text ?? a.label ?? String(a.value ?? '')}</div>
          <div className="t2">{[a.by, a.at && day(a.at), a.evidence && `证据 ${a.evidence}`, a.seq && `账本 ${int(a.seq)}`].filter(Boolean).join(' · ')}</div>
          {a.objection && <div className="t2"><span className="st st-paused"><Shape tone="paused" />异议已送{owner || '来源单位'}</span>　{[a.objection.at && day(a.objection.at), a.objection.state, a.objection.days !== undefined && `${a.objection.days} 天`].filter(Boolean).join('，')}</div>}
        </>
      )}
    </div>
  )
}
