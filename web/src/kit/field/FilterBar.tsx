import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, DatePicker, Input, InputNumber, Popover } from 'antd'
import dayjs from 'dayjs'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { day } from '../format'
import { askable, type Filter, type Filters } from './filter'
import { codeList, useLookups, type Choice, type FieldSpec } from './spec'

const TreePick = lazy(() => import('./TreePick'))

/** Filters as chips, several values in each; a dashed one adds another. */
export function FilterBar({ fields, filters, onChange, children, pinned = [], known }: {
  fields: FieldSpec[]; filters: Filters; onChange: (f: Filters) => void; children?: React.ReactNode
  /** Fields that keep a chip even when nothing is chosen. */
  pinned?: string[]
  /** Values seen in lists of free text, offered to choose from. */
  known?: Record<string, string[]>
}) {
  const [adding, setAdding] = useState(false)
  const [fresh, setFresh] = useState<string | null>(null)
  const can = fields.filter((f) => askable(f))
  const shown = can.filter((f) => filters[f.name] || f.name === fresh || pinned.includes(f.name))
  shown.sort((a, b) => rank(a, pinned) - rank(b, pinned))
  const set = (name: string, x: Filter | null) => {
    const next = { ...filters }
    if (x) next[name] = x
    else delete next[name]
    onChange(next)
  }
  return (
    <div className="filters" role="group" aria-label="筛选条件">
      {children}
      {shown.map((f) => (
        <Chip key={f.name} field={known?.[f.name]?.length && !f.options?.length && f.type === 'list' ? { ...f, options: [...new Set([...(filters[f.name]?.op === 'in' ? (filters[f.name] as { values: string[] }).values : []), ...known[f.name]])].map((v) => ({ value: v, title: v })) } : f} value={filters[f.name]} fresh={f.name === fresh} keep={pinned.includes(f.name)}
          onChange={(x) => { set(f.name, x); setFresh(null) }} onClose={() => setFresh(null)} />
      ))}
      <Popover trigger="click" placement="bottomLeft" open={adding} onOpenChange={setAdding} arrow={false}
        content={<Chooser fields={can.filter((f) => !shown.includes(f))} onPick={(n) => { setAdding(false); setFresh(n) }} />}>
        <button type="button" className="chip add" data-testid="add-filter"><PlusOutlined style={{ fontSize: 11, padding: 0, marginRight: 5 }} />条件</button>
      </Popover>
      {Object.keys(filters).length > 0 && <button type="button" className="link t13" style={{ marginLeft: 4 }} onClick={() => onChange({})}>清除</button>}
    </div>
  )
}

const rank = (f: FieldSpec, pinned: string[]) => (pinned.includes(f.name) ? pinned.indexOf(f.name) : 100)

function Chooser({ fields, onPick }: { fields: FieldSpec[]; onPick: (name: string) => void }) {
  const [q, setQ] = useState('')
  const hits = fields.filter((f) => f.title.includes(q.trim()))
  return (
    <div className="pick" style={{ width: 220 }}>
      <Input size="small" placeholder="字段名" value={q} autoFocus onChange={(e) => setQ(e.target.value)} onPressEnter={() => hits[0] && onPick(hits[0].name)} />
      <div className="list">
        {hits.map((f) => (
          <label key={f.name}><button type="button" className="plain grow" onClick={() => onPick(f.name)}>{f.title}</button></label>
        ))}
        {hits.length === 0 && <div className="t2 t13" style={{ padding: 8 }}>没有这样的字段</div>}
      </div>
    </div>
  )
}

function Chip({ field, value, fresh, keep, onChange, onClose }: {
  field: FieldSpec; value?: Filter; fresh: boolean; keep: boolean; onChange: (x: Filter | null) => void; onClose: () => void
}) {
  const [open, setOpen] = useState(fresh)
  const [now, setNow] = useState<Filter | null>(value ?? null)
  const names = useNames(field, value)
  useEffect(() => { if (open) setNow(value ?? null) }, [open]) // eslint-disable-line react-hooks/exhaustive-deps
  const done = (apply: boolean) => {
    setOpen(false)
    if (apply) onChange(now)
    else onClose()
  }
  return (
    <Popover
      trigger="click" placement="bottomLeft" arrow={false} open={open}
      onOpenChange={(o) => (o ? setOpen(true) : done(JSON.stringify(now) !== JSON.stringify(value ?? null)))}
      content={
        <form className="pick" onSubmit={(e) => { e.preventDefault(); done(true) }}>
          <Editor field={field} value={now} onChange={setNow} />
          <div className="row" style={{ marginTop: 12 }}>
            <button type="button" className="link t13" onClick={() => setNow(now?.op === 'null' ? null : { op: 'null' })}>{now?.op === 'null' ? '✓ ' : ''}未填</button>
            <button type="button" className="link t13" onClick={() => setNow(now?.op === 'set' ? null : { op: 'set' })}>{now?.op === 'set' ? '✓ ' : ''}已填</button>
            <span className="grow" />
            <Button size="small" onClick={() => { setNow(null); setOpen(false); onChange(null) }}>不限</Button>
            <Button size="small" type="primary" htmlType="submit">筛选</Button>
          </div>
        </form>
      }
    >
      <span className="chip" data-testid={`chip-${field.name}`}>
        <button type="button" className={`open ${value ? '' : 'bare'}`}>
          <span>{field.title}</span>
          {value ? names.map((n) => <b key={n}>{n}</b>) : <span style={{ padding: 0, color: 'var(--hint-2)' }}>不限</span>}
        </button>
        {(value || !keep) && (
          <button type="button" className="drop" aria-label={`去掉 ${field.title}`} onClick={(e) => { e.stopPropagation(); onChange(null) }}>
            <CloseOutlined style={{ fontSize: 10 }} />
          </button>
        )}
      </span>
    </Popover>
  )
}

function Editor({ field, value, onChange }: { field: FieldSpec; value: Filter | null; onChange: (f: Filter | null) => void }) {
  switch (askable(field)) {
    case 'in': return field.tree ? <Suspense fallback={<div style={{ height: 300 }} />}><TreePick field={field} value={value} onChange={onChange} /></Suspense> : <Many field={field} value={value} onChange={onChange} />
    case 'bool': {
      const v = value?.op === 'in' ? value.values[0] : ''
      return (
        <div className="list">
          {[['true', '是'], ['false', '否']].map(([k, t]) => (
            <label key={k}><Checkbox checked={v === k} onChange={(e) => onChange(e.target.checked ? { op: 'in', values: [k] } : null)} />{t}</label>
          ))}
        </div>
      )
    }
    case 'range': return <Range field={field} value={value} onChange={onChange} />
    case 'has':
      return <Input autoFocus aria-label={field.title} placeholder={`${field.title}含有…`} value={value?.op === 'has' ? value.text : ''} onChange={(e) => onChange(e.target.value ? { op: 'has', text: e.target.value } : null)} />
    default: return <div className="t2 t13">此项可按“已填”“未填”筛选。</div>
  }
}

function Range({ field, value, onChange }: { field: FieldSpec; value: Filter | null; onChange: (f: Filter | null) => void }) {
  const r = value?.op === 'range' ? value : { op: 'range' as const, from: '', to: '' }
  const set = (from: string, to: string) => onChange(from || to ? { op: 'range', from, to } : null)
  if (field.type === 'date' || field.type === 'time') {
    const d = (s: string) => (s ? dayjs(s) : null)
    return (
      <div className="row">
        <DatePicker className="grow" value={d(r.from)} placeholder="从" aria-label="从" onChange={(x) => set(x?.format('YYYY-MM-DD') ?? '', r.to)} />
        <DatePicker className="grow" value={d(r.to)} placeholder="到" aria-label="到" onChange={(x) => set(r.from, x?.format('YYYY-MM-DD') ?? '')} />
      </div>
    )
  }
  const n = (s: string) => (s === '' ? null : Number(s))
  const unit = field.type === 'money' ? '元' : field.unit
  return (
    <div className="row">
      <InputNumber className="w100" value={n(r.from)} placeholder="不小于" aria-label="不小于" suffix={unit} onChange={(x) => set(x === null ? '' : String(x), r.to)} />
      <InputNumber className="w100" value={n(r.to)} placeholder="不大于" aria-label="不大于" suffix={unit} onChange={(x) => set(r.from, x === null ? '' : String(x))} />
    </div>
  )
}

/** The choices of a coded field: its own options, the areas of the city, or the code list asked as one types. */
export function useChoices(field: FieldSpec, q: string, on = true) {
  const look = useLookups()
  const own = useMemo(() => (field.type === 'area' ? look.areas : (field.options ?? null)), [field, look.areas])
  const list = codeList(field)
  const remote = !own?.length && !!list
  const [far, setFar] = useState<Choice[] | null>(null)
  useEffect(() => {
    if (!remote || !on) return
    let over = false
    const t = setTimeout(() => {
      look.codes(list!, q).then((x) => !over && setFar(x)).catch(() => !over && setFar([]))
    }, q ? 150 : 0)
    return () => { over = true; clearTimeout(t) }
  }, [remote, on, list, q, look])
  if (remote) return { choices: far ?? [], loading: far === null, remote }
  const choices = (own ?? []).filter((c) => !q || c.title.includes(q) || c.value.startsWith(q))
  return { choices, loading: false, remote }
}

function Many({ field, value, onChange }: { field: FieldSpec; value: Filter | null; onChange: (f: Filter | null) => void }) {
  const [q, setQ] = useState('')
  const { choices, loading, remote } = useChoices(field, q)
  const chosen = value?.op === 'in' ? value.values : []
  const toggle = (v: string, on: boolean) => {
    const next = on ? [...chosen, v] : chosen.filter((x) => x !== v)
    onChange(next.length ? { op: 'in', values: next } : null)
  }
  const free = field.type === 'list' && !remote && !field.options?.length
  if (free) return <Input autoFocus placeholder={`${field.title}中有…`} value={chosen[0] ?? ''} onChange={(e) => onChange(e.target.value ? { op: 'in', values: [e.target.value] } : null)} />
  return (
    <>
      {(remote || choices.length > 8 || q) && <Input size="small" autoFocus aria-label="查找" placeholder="名称或代码" value={q} onChange={(e) => setQ(e.target.value)} />}
      <div className="list" role="group" aria-label={field.title}>
        {choices.map((c) => (
          <label key={c.value}>
            <Checkbox checked={chosen.includes(c.value)} onChange={(e) => toggle(c.value, e.target.checked)} />
            <span className="grow cut" title={c.title}>{c.title}</span>
            {(field.type === 'area' || remote) && <span className="t2 t12">{c.value}</span>}
          </label>
        ))}
        {!loading && choices.length === 0 && <div className="t2 t13" style={{ padding: 8 }}>没有符合的代码</div>}
      </div>
    </>
  )
}

/** The words in a chip. Codes of a remote list are named once looked up. */
function useNames(field: FieldSpec, value?: Filter): string[] {
  const look = useLookups()
  const [names, setNames] = useState<Record<string, string>>({})
  const values = value?.op === 'in' ? value.values : []
  const own = field.type === 'area' ? look.areas : field.options
  const missing = own?.length ? '' : values.filter((v) => !names[v]).join('|')
  useEffect(() => {
    const list = codeList(field)
    if (!missing || !list) return
    let over = false
    Promise.all(missing.split('|').map((v) => look.codes(list, v).then((cs) => [v, cs.find((c) => c.value === v)?.title ?? v] as const).catch(() => [v, v] as const)))
      .then((ps) => !over && setNames((n) => ({ ...n, ...Object.fromEntries(ps) })))
    return () => { over = true }
  }, [missing, field, look])
  if (!value) return []
  switch (value.op) {
    case 'null': return ['未填']
    case 'set': return ['已填']
    case 'has': return [`含“${value.text}”`]
    case 'range': {
      const w = (s: string) => (field.type === 'date' || field.type === 'time' ? day(s) : s)
      const unit = field.type === 'money' ? '元' : (field.unit ?? '')
      if (value.from && value.to) return [`${w(value.from)} 至 ${w(value.to)}${unit}`]
      return [value.from ? `${w(value.from)}${unit} 起` : `至 ${w(value.to)}${unit}`]
    }
    case 'in': {
      const all = field.type === 'bool' ? values.map((v) => (v === 'true' ? '是' : '否')) : values.map((v) => own?.find((c) => c.value === v)?.title ?? names[v] ?? v)
      return all.length > 3 ? [...all.slice(0, 3), `等 ${all.length} 项`] : all
    }
  }
}
