import { Button, DatePicker } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { asProblem, idempotencyKey, post, type Problem } from '../api/client'
import { toDossier, toList, toRecord } from '../api/paths'
import { path, subjectKind, useKind, useMe, useMeta } from '../api/queries'
import type { Kind, Row, Values } from '../api/types'
import { Card, PageHead } from '../kit/Bits'
import { FieldForm } from '../kit/field/FieldForm'
import { writable } from '../kit/field/spec'
import { dayTime } from '../kit/format'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Basis } from './Basis'
import { useDraft } from './draft'

/** A new record of any declared kind. */
export default function NewPage() {
  const { matter = '', kind = '' } = useParams()
  const decl = useKind(kind)
  const me = useMe().data
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!decl.data || !me) return <Skeleton rows={10} />
  return <Form key={kind} matter={matter} decl={decl.data} account={me.account} />
}

function Form({ matter, decl, account }: { matter: string; decl: Kind; account: string }) {
  const go = useNavigate()
  const cache = useQueryClient()
  const meta = useMeta().data
  const fields = useMemo(() => decl.fields.filter(writable), [decl])
  const [params] = useSearchParams()
  const given = useMemo(() => prefilled(params, decl), [params, decl])
  const draft = useDraft(account, `${decl.name}/new${Object.keys(given).length ? '?' + params : ''}`, fields, given)
  const [effective, setEffective] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const once = useRef<{ body: string; key: string }>({ body: '', key: '' })
  const errors = problem?.byField() ?? {}
  const names = Object.fromEntries(fields.map((f) => [f.name, f.title]))
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setProblem(null)
    const values: Values = {}
    for (const f of fields) if (f.currency && draft.values[`${f.name}_currency`]) values[`${f.name}_currency`] = draft.values[`${f.name}_currency`]
    for (const f of fields) if (draft.values[f.name] !== null && draft.values[f.name] !== undefined && draft.values[f.name] !== '') values[f.name] = draft.values[f.name]
    const body = { values, ...(effective ? { effective } : {}) }
    // The same form sent twice is one act; a changed form is another.
    const text = JSON.stringify(body)
    if (once.current.body !== text) once.current = { body: text, key: idempotencyKey() }
    try {
      const row = await post<Row>(path(matter, decl.name), body, { 'Idempotency-Key': once.current.key })
      draft.forget()
      void cache.invalidateQueries({ queryKey: ['rows', matter, decl.name] })
      void cache.invalidateQueries({ queryKey: ['total', matter, decl.name] })
      go(subjectKind(meta)?.kind.name === decl.name ? toDossier(row.area, row.id) : toRecord(matter, decl.name, row.area, row.id), { replace: true })
    } catch (err) {
      const p = asProblem(err)
      setProblem(p)
      const first = fields.find((f) => p.fields.some((x) => x.name === f.name))
      requestAnimationFrame(() => {
        const el = first && document.getElementById(`f-${first.name}`)
        el?.scrollIntoView({ block: 'center' })
        el?.focus({ preventScroll: true })
      })
    } finally {
      setBusy(false)
    }
  }
  const loose = problem ? problem.fields.filter((x) => !names[x.name]) : []
  return (
    <form onSubmit={submit} noValidate className="page scroll inner" aria-label={`登记${decl.title}`}>
      <PageHead
        title={`登记${decl.title}`} crumb={<Link to={toList(matter, decl.name)}>{decl.title}</Link>}
        acts={<><Button onClick={() => go(toList(matter, decl.name))}>返回</Button><Button type="primary" htmlType="submit" loading={busy} data-testid="save">登记</Button></>}
      />
      <div className="rail">
        <div className="col">
          {draft.kept && <div className="note">已恢复 {dayTime(draft.kept)} 的草稿（敏感字段不存）。<button type="button" className="link" onClick={draft.drop}>不用草稿，从头填</button></div>}
          {problem && <ProblemBox of={{ status: problem.status, title: problem.title, detail: problem.fields.length ? `${problem.fields.length - loose.length} 项已标在字段下方。` : problem.detail, id: problem.id, fields: loose }} kept="已填写的内容保留在本页。" />}
          <Card pad style={{ paddingTop: 4 }}>
            <FieldForm fields={fields} values={draft.values} labels={params.get('label') ? { subject: params.get('label')! } : undefined} errors={errors} onChange={draft.set} />
          </Card>
        </div>
        <div className="col">
          <Card title="生效日" pad>
            <DatePicker className="w100" aria-label="生效日" placeholder="与登记同日" onChange={(x) => setEffective(x ? x.format('YYYY-MM-DD') : null)} />
            <div className="t12 t2" style={{ marginTop: 6 }}>事实早已发生、今日补录的，写明事实发生之日；登记时间照实记入留痕账本。</div>
            {errors.effective && <div className="t12 seal" role="alert">{errors.effective}</div>}
          </Card>
          {decl.help && <Card title="说明" pad><div className="t13">{decl.help}</div></Card>}
          <Basis decl={decl} />
        </div>
      </div>
    </form>
  )
}

/** Values given in the address (v.<field>=…), as another screen hands them over. */
function prefilled(params: URLSearchParams, decl: Kind): Values {
  const out: Values = {}
  for (const f of decl.fields) {
    const v = params.get(`v.${f.name}`)
    if (!v) continue
    if (f.type === 'subject' || f.type === 'reference') {
      const i = v.indexOf('/')
      if (i > 0) out[f.name] = { area: v.slice(0, i), id: v.slice(i + 1) }
    } else if (f.type === 'bool') out[f.name] = v === 'true'
    else if (f.type === 'text' || f.type === 'date' || f.type === 'code' || f.type === 'enum' || f.type === 'area') out[f.name] = v
  }
  return out
}
