import { AutoComplete, DatePicker, Input, InputNumber, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useRef, useState } from 'react'
import { FileInput, FilesInput } from './file'
import { useChoices } from './FilterBar'
import { HandInput } from './hand'
import { codeList, useLookups, type FieldSpec, type Target } from './spec'

export type Props = { field: FieldSpec; value: unknown; label?: string; onChange: (v: unknown, label?: string) => void; id: string; invalid?: boolean; disabled?: boolean; currency?: string; onCurrency?: (code: string | null) => void }

/** The control of a declared field. Empty is null, never "". */
export function FieldInput(p: Props) {
  const { field: f, value: v, onChange, id, disabled } = p
  const status = p.invalid ? ('error' as const) : undefined
  const text = (s: string) => onChange(s === '' ? null : s)
  const area = { id, disabled, status, 'aria-invalid': p.invalid || undefined, 'aria-describedby': `${id}-note` }
  switch (f.type) {
    case 'number':
      return <InputNumber {...area} className="w100" value={v === null || v === undefined || v === '' ? null : (String(v) as unknown as number)} stringMode precision={f.scale ?? 0} suffix={f.unit} onChange={(x) => onChange(x === null ? null : f.scale ? String(x) : Number(x))} />
    case 'money':
      return (
        <InputNumber
          {...area} className="w100" value={typeof v === 'number' ? v / 100 : null} precision={2} suffix={f.currency ? <CurrencyInput value={p.currency} onChange={p.onCurrency} disabled={disabled} /> : '元'}
          formatter={(x) => `${x ?? ''}`.replace(/\B(?=(\d{3})+(?!\d))/g, (m, _g, at: number, all: string) => (all.indexOf('.') >= 0 && at > all.indexOf('.') ? m : ','))}
          parser={(x) => Number((x ?? '').replace(/[,，\s]/g, '')) as unknown as number}
          onChange={(x) => onChange(x === null ? null : Math.round(Number(x) * 100))}
        />
      )
    case 'date':
      return <DatePicker {...area} className="w100" value={v ? dayjs(String(v)) : null} placeholder="年-月-日" format={['YYYY-MM-DD', 'YYYY/M/D', 'YYYY.M.D', 'YYYYMMDD']} onChange={(x) => onChange(x ? x.format('YYYY-MM-DD') : null)} />
    case 'time':
      return <DatePicker {...area} className="w100" showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" placeholder="年-月-日 时:分" value={v ? dayjs(typeof v === 'number' ? v : String(v)) : null} onChange={(x) => onChange(x ? x.format('YYYY-MM-DDTHH:mm:ss') + '+08:00' : null)} />
    case 'bool':
      return (
        <Radio.Group
          id={id} disabled={disabled} value={v === true ? 'yes' : v === false ? 'no' : 'none'} onChange={(e) => onChange(e.target.value === 'none' ? null : e.target.value === 'yes')}
          options={[{ value: 'yes', label: '是' }, { value: 'no', label: '否' }, ...(f.required ? [] : [{ value: 'none', label: '未填' }])]}
        />
      )
    case 'code': case 'enum': case 'area':
      return <CodeInput {...p} />
    case 'subject': case 'reference':
      return <TargetInput {...p} />
    case 'person':
      return <PersonInput {...p} />
    case 'file':
      return f.handwritten ? <HandInput {...p} /> : <FileInput {...p} />
    case 'list':
      return f.of === 'file' ? <FilesInput {...p} /> : f.of === 'person' ? <PeopleInput {...p} /> : <ListInput {...p} />
    default:
      return f.multiline
        ? <Input.TextArea {...area} autoSize={{ minRows: 2, maxRows: 10 }} maxLength={f.max || undefined} value={String(v ?? '')} onChange={(e) => text(e.target.value)} />
        : <Input {...area} maxLength={f.max || undefined} value={String(v ?? '')} onChange={(e) => text(e.target.value)} />
  }
}

// The currencies foreign capital is registered in; another one can be imported but not typed.
const currencies = [['CNY', '元'], ['USD', '美元'], ['EUR', '欧元'], ['HKD', '港元'], ['JPY', '日元'], ['KRW', '韩元'], ['GBP', '英镑'], ['SGD', '新加坡元'], ['TWD', '新台币'], ['MOP', '澳门元'], ['AUD', '澳元'], ['CAD', '加元'], ['CHF', '瑞士法郎']]

const CurrencyInput = ({ value, onChange, disabled }: { value?: string; onChange?: (code: string | null) => void; disabled?: boolean }) => (
  <Select size="small" variant="borderless" aria-label="币种" disabled={disabled} popupMatchSelectWidth={120} value={value || 'CNY'} onChange={(c) => onChange?.(c === 'CNY' ? null : c)} options={currencies.map(([v, label]) => ({ value: v, label }))} />
)

/** A code: short lists drop down, long ones are searched at the server by name or code. */
function CodeInput({ field, value, label, onChange, id, invalid, disabled }: Props) {
  const [q, setQ] = useState('')
  const [open, setOpen] = useState(false)
  const { choices, loading, remote } = useChoices(field, remoteQ(field, q), open || !!q)
  const v = value === null || value === undefined || value === '' ? undefined : String(value)
  const options = choices.map((c) => ({ value: c.value, label: c.title, note: c.until ? `至 ${c.until}` : field.type === 'enum' ? '' : c.value, gone: !!c.until }))
  if (v && !options.some((o) => o.value === v)) options.unshift({ value: v, label: label ?? v, note: v, gone: false })
  return (
    <Select
      id={id} disabled={disabled} status={invalid ? 'error' : undefined} aria-invalid={invalid || undefined} aria-describedby={`${id}-note`} className="w100" allowClear={!field.required}
      showSearch={remote ? { filterOption: false, onSearch: setQ } : { filterOption: (s, o) => !!o && (String(o.label).includes(s) || String(o.value).startsWith(s)) }}
      placeholder={remote ? '输入名称或代码查找' : '请选择'} loading={loading && open} onOpenChange={setOpen}
      value={v} onChange={(x) => { setQ(''); onChange(x ?? null, options.find((o) => o.value === x)?.label) }} options={options} notFoundContent={loading ? '正在查找' : '没有符合的代码'}
      optionRender={(o) => <span className="row"><span className="grow cut">{o.label}</span><span className="t2 t12">{(o.data as { note: string }).note}</span></span>}
    />
  )
}
const remoteQ = (f: FieldSpec, q: string) => (codeList(f) && !f.options?.length ? q : '')

/** Finds a subject or record as one types, and shows the likely ones before; keeps (area, id). */
function TargetInput({ field, value, label, onChange, id, invalid, disabled }: Props) {
  const look = useLookups()
  const [hits, setHits] = useState<(Target & { title: string; note?: string })[]>([])
  const [name, setName] = useState(label ?? '')
  const [busy, setBusy] = useState(false)
  const [q, setQ] = useState('')
  const [open, setOpen] = useState(false)
  const turn = useRef(0)
  useEffect(() => { if (label) setName(label) }, [label])
  useEffect(() => {
    if (!open) return
    const mine = ++turn.current
    setBusy(true)
    const t = setTimeout(() => {
      look.find(field.type === 'subject' ? '' : (field.of ?? ''), q.trim())
        .then((x) => mine === turn.current && setHits(x))
        .catch(() => mine === turn.current && setHits([]))
        .finally(() => mine === turn.current && setBusy(false))
    }, q ? 200 : 0)
    return () => clearTimeout(t)
  }, [q, open, field.type, field.of, look])
  const t = value as Target | null
  const key = (x: Target) => `${x.area}/${x.id}`
  const options = hits.map((h) => ({ value: key(h), label: h.title, note: h.note ?? '' }))
  if (t?.id && !options.some((o) => o.value === key(t))) options.unshift({ value: key(t), label: name || t.id, note: '' })
  return (
    <Select
      id={id} disabled={disabled} status={invalid ? 'error' : undefined} aria-invalid={invalid || undefined} aria-describedby={`${id}-note`} className="w100" allowClear={!field.required}
      showSearch={{ filterOption: false, onSearch: setQ }} onOpenChange={setOpen} placeholder="输入名称中几字、代码或拼音首字母" loading={busy}
      value={t?.id ? key(t) : undefined} options={options} notFoundContent={busy ? '正在查找' : q ? '没有找到' : '输入几个字开始查找'}
      onChange={(x) => {
        if (!x) return onChange(null)
        const hit = hits.find((h) => key(h) === x)
        setName(hit?.title ?? name)
        const i = String(x).indexOf('/')
        onChange({ area: String(x).slice(0, i), id: String(x).slice(i + 1) }, hit?.title ?? name)
      }}
      optionRender={(o) => <span style={{ display: 'block', lineHeight: '18px', padding: '2px 0' }}>{o.label}<span className="t2 t12" style={{ display: 'block' }}>{(o.data as { note: string }).note}</span></span>}
    />
  )
}

/** A person: an officer found by name, or anybody written down by name. */
function PersonInput({ value, onChange, id, invalid, disabled }: Props) {
  const look = useLookups()
  const p = (value ?? {}) as { name?: string; id?: string }
  const [hits, setHits] = useState<{ value: string; id: string; note?: string }[]>([])
  const search = (q: string) => {
    if (!q.trim()) return setHits([])
    look.find('person', q.trim()).then((x) => setHits(x.map((h) => ({ value: h.title, id: h.id, note: h.note })))).catch(() => setHits([]))
  }
  return (
    <AutoComplete
      id={id} disabled={disabled} status={invalid ? 'error' : undefined} aria-invalid={invalid || undefined} aria-describedby={`${id}-note`} className="w100" placeholder="姓名" value={p.name ?? ''} options={hits}
      showSearch={{ onSearch: search }}
      onChange={(name: string) => onChange(name ? { name, id: p.name === name ? (p.id ?? '') : '' } : null)}
      onSelect={(name: string, o: { id: string }) => onChange({ name, id: o.id })}
    />
  )
}

type Person = { name: string; id: string }

/** People, each once: of the bureau as found by name, others as written. */
function PeopleInput({ value, onChange, id, invalid, disabled }: Props) {
  const look = useLookups()
  const people = (Array.isArray(value) ? value : []) as Person[]
  const [hits, setHits] = useState<{ title: string; id: string; note?: string }[]>([])
  const search = (q: string) => {
    if (!q.trim()) return setHits([])
    look.find('person', q.trim()).then(setHits).catch(() => setHits([]))
  }
  const key = (p: Person) => p.id || `=${p.name}`
  const options = [
    ...people.map((p) => ({ value: key(p), label: p.name, note: p.id ? '' : '非本局人员' })),
    ...hits.filter((h) => !people.some((p) => p.id === h.id)).map((h) => ({ value: h.id, label: h.title, note: h.note ?? '' })),
  ]
  return (
    <Select
      id={id} disabled={disabled} status={invalid ? 'error' : undefined} aria-invalid={invalid || undefined} aria-describedby={`${id}-note`} className="w100" mode="tags"
      placeholder="姓名，可填多人" showSearch={{ filterOption: false, onSearch: search }} tokenSeparators={['、', '，', ',', '；', ';']} options={options} value={people.map(key)}
      optionRender={(o) => <span className="row"><span className="grow cut">{o.label}</span><span className="t2 t12">{(o.data as { note?: string }).note}</span></span>}
      onChange={(keys: string[]) => {
        const next = keys.map((k) => people.find((p) => key(p) === k) ?? (hits.some((h) => h.id === k) ? { id: k, name: hits.find((h) => h.id === k)!.title } : { id: '', name: k.replace(/^=/, '') }))
        onChange(next.length ? next : null)
      }}
    />
  )
}

function ListInput({ field, value, onChange, id, invalid, disabled }: Props) {
  const [q, setQ] = useState('')
  const { choices, remote, loading } = useChoices(field, codeList(field) && !field.options?.length ? q : '')
  const coded = remote || !!field.options?.length
  const vs = Array.isArray(value) ? value.map(String) : []
  return (
    <Select
      id={id} disabled={disabled} status={invalid ? 'error' : undefined} aria-invalid={invalid || undefined} aria-describedby={`${id}-note`} className="w100" mode={coded ? 'multiple' : 'tags'} open={coded ? undefined : false}
      suffixIcon={coded ? undefined : null} placeholder={coded ? '可选多项' : '逐项输入，回车确认'} tokenSeparators={coded ? undefined : ['、', '，', ',', '；', ';']}
      showSearch={remote ? { filterOption: false, onSearch: setQ } : { optionFilterProp: 'label' }} loading={loading}
      value={vs} onChange={(x: string[]) => onChange(x.length ? x.map((s) => (field.of === 'number' ? Number(s) : s)) : null)}
      options={coded ? choices.map((c) => ({ value: c.value, label: c.title })) : undefined}
    />
  )
}
