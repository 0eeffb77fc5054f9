import { Button, DatePicker } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { asProblem, post, type Problem } from '../api/client'
import { toDossier, toList, toRecord } from '../api/paths'
import { path, subjectKind, useKind, useMe, useMeta } from '../api/queries'
import type { Field, Kind, Row, Values } from '../api/types'
import { unpointed } from '../directives'
import { Card, PageHead } from '../kit/Bits'
import { FieldForm } from '../kit/field/FieldForm'
import { writable } from '../kit/field/spec'
import { dayTime } from '../kit/format'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Basis } from './Basis'
import { useChecks } from './check'
import { useDraft } from './draft'
import { Leaving } from './Leaving'

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
  const fields = useMemo(() => unpointed(decl.name, decl.fields).filter(writable).filter((f) => !decl.creates?.length || decl.creates.includes(f.name)), [decl])
  const [params] = useSearchParams()
  const given = useMemo(() => prefilled(params, decl), [params, decl])
  const draft = useDraft(account, `${decl.name}/new${Object.keys(given).length ? '?' + params : ''}`, fields, given)
  const [effective, setEffective] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)
  const names = Object.fromEntries(fields.map((f) => [f.name, f.title]))
  const values = filled(fields, draft.values)
  const at = path(matter, decl.name)
  const checks = useChecks(at + '/check', values, fields.map((f) => f.name))
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    if (sending.current) return
    sending.current = true
    setBusy(true)
    setProblem(null)
    const body = { values, ...(effective ? { effective } : {}) }
    try {
      // The same form sent twice is one act; a changed form is another.
      const row = await post<Row>(at, body, { 'Idempotency-Key': draft.keyFor(JSON.stringify(body)) })
      draft.forget()
      void cache.invalidateQueries() // lists, totals, the page of whom it is about
      const about = given.subject as { area: string; id: string } | undefined // begun from that subject's page: back to it, where the new record stands
      go(subjectKind(meta)?.kind.name === decl.name ? toDossier(row.area, row.id) : about ? toDossier(about.area, about.id) : toRecord(matter, decl.name, row.area, row.id), { replace: true })
    } catch (err) {
      const p = asProblem(err)
      setProblem(p)
      if (p.fields.length > 0) checks.refuse(p)
      const first = fields.find((f) => p.fields.some((x) => x.name === f.name))
      requestAnimationFrame(() => {
        const el = first ? document.getElementById(`f-${first.name}`) : document.querySelector('[data-testid=problem]')
        el?.scrollIntoView({ block: 'center' })
        ;(el as HTMLElement | null)?.focus({ preventScroll: true })
      })
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  const loose = problem ? problem.fields.filter((x) => !names[x.name]) : []
  const hidden = fields.some((f) => (f.personal || f.secret || f.type === 'person') && values[f.name] !== undefined)
  return (
    <form onSubmit={submit} onKeyDown={notByEnter} noValidate className="page scroll inner" aria-label={`登记${decl.title}`}>
      <PageHead
        title={`登记${decl.title}`} crumb={<Link to={toList(matter, decl.name)}>{decl.title}</Link>}
        acts={<><Button onClick={() => go(toList(matter, decl.name))}>返回</Button><Button type="primary" htmlType="submit" loading={busy} data-testid="save">登记</Button></>}
      />
      <Leaving dirty={() => draft.dirty} lost={() => draft.dirty && hidden} onDrop={draft.drop} />
      <div className="rail">
        <div className="col">
          {draft.kept && <div className="note" role="status" data-testid="draft">已恢复 {dayTime(draft.kept.at)} 的草稿（敏感字段只在原标签页内保留）。<button type="button" className="link" onClick={draft.drop}>不用草稿，从头填</button></div>}
          {problem && <ProblemBox of={{ status: problem.status, title: problem.title, detail: problem.fields.length ? `${problem.fields.length - loose.length} 项已标在字段下方。` : problem.detail, id: problem.id, fields: loose }} kept={problem.offline ? '没有登记；填写的内容已存为本机草稿，网络恢复后再点“登记”，不会重复。' : '没有登记；填写的内容保留在本页。'} />}
          <Card pad style={{ paddingTop: 4 }}>
            <FieldForm fields={fields} values={draft.values} labels={{ ...(params.get('label') ? { subject: params.get('label')! } : {}), ...draft.labels }} errors={checks.errors} onChange={draft.set} onLeave={checks.leave} />
          </Card>
        </div>
        <div className="col">
          <Card title="生效日" pad>
            <DatePicker className="w100" aria-label="生效日" placeholder="与登记同日" onChange={(x) => setEffective(x ? x.format('YYYY-MM-DD') : null)} />
            <div className="t12 t2" style={{ marginTop: 6 }}>事实早已发生、今日补录的，写明事实发生之日；登记时间照实记入留痕账本。</div>
            {problem?.byField().effective && <div className="t12 seal" role="alert">{problem.byField().effective}</div>}
          </Card>
          {decl.help && <Card title="说明" pad><div className="t13">{decl.help}</div></Card>}
          <Basis decl={decl} />
        </div>
      </div>
    </form>
  )
}

/** Enter in a field chooses a day or a value; it sends the form only together with Ctrl. */
function notByEnter(e: React.KeyboardEvent<HTMLFormElement>) {
  if (e.key !== 'Enter' || !(e.target instanceof HTMLInputElement)) return
  e.preventDefault()
  if (e.ctrlKey || e.metaKey) e.currentTarget.requestSubmit()
}

/** What a form sends: the fields that say something. */
function filled(fields: Field[], from: Values): Values {
  const out: Values = {}
  for (const f of fields) {
    const v = from[f.name]
    if (f.currency && from[`${f.name}_currency`]) out[`${f.name}_currency`] = from[`${f.name}_currency`]
    if (v !== null && v !== undefined && v !== '') out[f.name] = v
  }
  return out
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
