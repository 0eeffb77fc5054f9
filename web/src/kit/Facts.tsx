import { useState } from 'react'
import { Link } from 'react-router'
import { FieldValue, valueText } from './field/value'
import { useLookups, type FieldSpec, type FileValue } from './field/spec'
import { day, int, parts } from './format'
import { Shape } from './Status'

/** Where a value came from; the shape of the API's answer, without knowing the API. */
export type Origin = {
  at?: string
  effective?: string | null
  actor?: { name: string; unit?: string } | string | null
  source?: { source: string; owner?: string; batch?: string; file?: string; line?: number } | null
  former?: { value: unknown; label?: string; until?: string | null } | null
  annotation?: {
    area: string; id: string; value: string; found_on?: string; by?: string; objected_on?: string; answer?: string
    evidence?: FileValue | null
  } | null
}

type Props = {
  fields: FieldSpec[]
  values: Record<string, unknown>
  labels?: Record<string, string>
  masked: Set<string>
  origins?: Record<string, Origin> | null
  today: string
  /** The owner of a field in Chinese, '' when it is our own. */
  ownerOf: (code: string | undefined) => string
  /** Where a batch is shown, for whoever may see batches. */
  batchUrl?: (id: string) => string
  sourceTitle: (name: string | undefined) => string
  /** Seen in fact: fields that no source dated, shown as 不详. */
  undated?: Set<string>
  /** Where to note that a field owned elsewhere is not so. */
  annotateUrl?: (field: string) => string
}

/** Facts with their origin at the right; a click unfolds it in place. */
export function Facts(p: Props) {
  const [open, setOpen] = useState<string | null>(null)
  const filled = (n: string) => { const v = p.values?.[n]; return v !== null && v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0) }
  return (
    <dl className="facts" style={{ padding: '10px 16px' }} data-testid="facts">
      {p.fields.map((f) => {
        const o = p.origins?.[f.name]
        const text = p.labels?.[f.name] || valueText(f, p.values?.[f.name])
        const on = open === f.name
        const has = filled(f.name)
        return (
          <div className="f" key={f.name}>
            <dt>{f.title}</dt>
            <dd className={f.multiline || text.length > 26 ? 'long' : undefined}>
              {p.undated?.has(f.name) ? <span className="zero">不详</span> : !has && !p.masked.has(f.name) ? <span className="zero">—</span> : (
                <span className={f.multiline && !on ? 'clamp' : undefined}><FieldValue field={f} value={p.values?.[f.name]} label={p.labels?.[f.name]} masked={p.masked.has(f.name)} /></span>
              )}
            </dd>
            <dd className="src-cell">
            {o && (has || o.former) ? (
              <button type="button" className={`src ${on ? 'on' : ''}`} aria-expanded={on} aria-label={`${f.title}的来源：${brief(o, p.ownerOf(o.source?.owner || f.owner), p.today)}`} data-testid={`src-${f.name}`} onClick={() => setOpen(on ? null : f.name)}>
                {o.annotation && <span className="st-soon" style={{ marginRight: 4, display: 'inline-block' }}><Shape tone="soon" /></span>}
                {brief(o, p.ownerOf(o.source?.owner || f.owner), p.today)} <span aria-hidden style={{ fontSize: 9 }}>{on ? '▴' : '▾'}</span>
              </button>
            ) : <span className="src">{f.computed ? '推算' : ''}</span>}
            </dd>
            {on && o && <Unfolded o={o} f={f} owner={p.ownerOf(o.source?.owner || f.owner)} p={p} />}
          </div>
        )
      })}
    </dl>
  )
}

function brief(o: Origin, owner: string, today: string) {
  const who = owner.replace(/^(省|市|总)局.*$/, '$1') || (o.source ? '归集' : '本局')
  const when = o.at ? parts(o.at).day : ''
  return `${who} ${when.slice(0, 4) === today.slice(0, 4) ? when.slice(5) : when.slice(0, 7)}`
}

function Unfolded({ o, f, owner, p }: { o: Origin; f: FieldSpec; owner: string; p: Props }) {
  const actor = typeof o.actor === 'string' ? o.actor : [o.actor?.name, o.actor?.unit].filter(Boolean).join(' · ')
  const a = o.annotation
  const look = useLookups()
  const short = (d: string) => (d.slice(0, 4) === p.today.slice(0, 4) ? day(d).slice(5) : day(d))
  return (
    <dd className="prov" data-testid="provenance">
      <dl>
        <dt>归属</dt>
        <dd>{owner ? `${owner.endsWith('库') ? owner : owner + '登记库'}，本局不可改` : '本局，可更正'}{owner && p.annotateUrl && <>　<Link to={p.annotateUrl(f.name)}>与实际不符，标注</Link></>}</dd>
        {o.source && (
          <>
            <dt>到达</dt>
            <dd>
              {o.source.batch && p.batchUrl ? <Link to={p.batchUrl(o.source.batch)}>{p.sourceTitle(o.source.source) || '批次'} {day(o.at)}</Link> : p.sourceTitle(o.source.source)}
              {o.source.line ? ` 第 ${int(o.source.line)} 行` : ''}
              {o.source.file && <div className="t2 cut" title={o.source.file}>{o.source.file}</div>}
            </dd>
          </>
        )}
        {!o.source && actor && <><dt>办理</dt><dd>{actor} {day(o.at)}</dd></>}
        <dt>生效</dt>
        <dd>{o.effective ? day(o.effective) : <span className="t2">{o.source ? '不详，来源未注明' : '与办理同日'}</span>}</dd>
        {o.former && <><dt>原值</dt><dd>{o.former.label || String(o.former.value ?? '空')}{o.former.until && <span className="t2">（至 {short(o.former.until)}）</span>}</dd></>}
      </dl>
      {a && (
        <>
          <hr />
          <div><span className="st st-soon"><Shape tone="soon" />本地标注</span>　现场核实为 <b className="b">{a.value}</b></div>
          <div className="t2">
            {[a.by, a.found_on && day(a.found_on)].filter(Boolean).join(' · ')}
            {a.evidence?.digest && <> · 证据 <a href={a.evidence.url} download={a.evidence.name}>{a.evidence.name}</a></>}
            {'　'}<Link to={look.targetUrl('reference', 'annotation', a)}>标注记录</Link>
          </div>
          {a.objected_on && (
            <div className="t2">
              {a.answer ? <span className="st st-ended"><Shape tone="ended" />{owner || '来源单位'}已答复</span> : <span className="st st-paused"><Shape tone="paused" />异议已送{owner || '来源单位'}</span>}
              {'　'}{day(a.objected_on)}，{a.answer || `待答复 ${Math.max(0, Math.round((Date.parse(p.today) - Date.parse(day(a.objected_on))) / 86400000))} 天`}
            </div>
          )}
        </>
      )}
    </dd>
  )
}
