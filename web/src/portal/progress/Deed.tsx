import { useRef, useState } from 'react'
import { asProblem, idempotencyKey, send, type Problem } from '../../api/client'
import { Files } from '../filing/Attach'
import type { Kept, Slip } from '../filing/form'
import { Ask, Choice, Line } from '../filing/parts'
import { putUp, slipOf } from '../filing/send'
import type { Key, Receipt, Standing } from './data'

type Field = { name: string; label: string; rows?: number; max: number; must?: boolean }
type Form = { button: string; title: string; say: string; submit: string; main?: boolean; fields?: Field[]; choice?: { name: string; options: { value: string; title: string; what: string }[] }; stars?: string; files?: boolean }

/** What the holder of a receipt may do, in plain words: what it is, and what it does in law. */
export const deeds: Record<string, Form> = {
  supplement: { button: '补充材料', title: '补充材料', say: '补充的内容交给承办人，不影响各项期限。', submit: '提交补充', files: true, fields: [{ name: 'supplement', label: '要补充的', rows: 4, max: 2000, must: true }] },
  answer_question: { button: '答复', title: '答复承办人', say: '答复交给承办人，记入办理过程。', submit: '提交答复', main: true, files: true, fields: [{ name: 'complainant_reply', label: '您的答复', rows: 4, max: 2000, must: true }] },
  consent: { button: '表态是否同意调解', title: '是否同意调解', say: '双方都同意才能调解。不同意的，市场监管部门会终止调解，您可以走诉讼、仲裁等途径。您的表态记入办理过程。', submit: '确定', main: true,
    choice: { name: 'complainant_answer', options: [{ value: 'yes', title: '同意调解', what: '由市场监管部门主持' }, { value: 'no', title: '不同意调解', what: '走其他途径' }] } },
  ask_withdraw: { button: '撤回投诉', title: '撤回投诉', say: '提出后由承办人办结。已经受理的，会终止调解并告知您和对方。', submit: '提出撤回', fields: [{ name: 'withdraw_reason', label: '原因（可以不填）', max: 500 }] },
  rate: { button: '评价', title: '这次处理得怎么样', say: '评价不影响处理结果，只用于改进工作。', submit: '提交评价', main: true, stars: 'rating', fields: [{ name: 'rating_words', label: '想说的话（可以不填）', rows: 3, max: 500 }] },
  take: { button: '接受方案', title: '接受商家的方案', say: '接受后请商家履行。您随时仍可以转为投诉。', submit: '接受', main: true },
  decline: { button: '不接受', title: '不接受商家的方案', say: '协商到此结束，您可以转为投诉，由市场监管部门处理。', submit: '不接受', main: true, fields: [{ name: 'decline_reason', label: '原因（可以不填）', max: 500 }] },
  perform: { button: '商家已履行', title: '确认已履行', say: '确认后这次协商办结。', submit: '确认已履行', main: true },
  broken: { button: '商家没有履行', title: '商家没有履行', say: '协商到此结束，您可以转为投诉。', submit: '提交', main: true, fields: [{ name: 'broken_reason', label: '情况', rows: 3, max: 500, must: true }] },
  complain: { button: '转为投诉', title: '转为投诉', say: '协商随即结束，由市场监管部门处理；不必等商家答复。填写过的内容会带过去，不用重填。投诉的期限从登记这一天起计算。', submit: '转为投诉' },
  withdraw: { button: '撤回协商', title: '撤回协商', say: '撤回后这次协商办结。', submit: '撤回' },
}

const words = ['很差', '较差', '一般', '满意', '很满意']

/** The form of one deed; sent again it is done once. */
export function Deed({ name, of, by, close, done }: { name: string; of: Standing; by: Key; close: () => void; done: (r: Receipt) => void }) {
  const f = deeds[name]!
  const [values, setValues] = useState<Record<string, unknown>>({})
  const [files, setFiles] = useState<Kept[]>([])
  const [bad, setBad] = useState<Record<string, string>>({})
  const [failed, setFailed] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const once = useRef({ of: '', key: '' })
  const slip = useRef<Slip | null>(null)
  const put = (k: string, v: unknown) => {
    setValues((x) => ({ ...x, [k]: v }))
    setBad({})
  }
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    const missing: Record<string, string> = {}
    for (const x of f.fields ?? []) if (x.must && !String(values[x.name] ?? '').trim()) missing[x.name] = '请填写'
    if (f.choice && !values[f.choice.name]) missing[f.choice.name] = '请选择一项'
    if (f.stars && !values[f.stars]) missing[f.stars] = '请选择'
    if (Object.keys(missing).length > 0) return setBad(missing)
    setBusy(true)
    setFailed(null)
    try {
      const up: unknown[] = []
      if (files.length > 0) {
        slip.current = await slipOf(slip.current)
        for (const x of files) up.push(await putUp(slip.current, x.key, x.name))
      }
      const body = { ...by, kind: of.kind, area: of.area, id: of.id, rev: of.rev, act: name, values, slip: slip.current?.slip ?? '', files: up }
      const text = JSON.stringify(body)
      if (once.current.of !== text) once.current = { of: text, key: idempotencyKey() }
      done((await send<Receipt>('POST', '/api/public/progress/act', { body, headers: { 'Idempotency-Key': once.current.key } })).body)
    } catch (err) {
      const p = asProblem(err)
      setBad(p.byField())
      setFailed(p)
      setBusy(false)
    }
  }
  return (
    <form className="deed" noValidate aria-label={f.title} onSubmit={(e) => void submit(e)}>
      <h3>{f.title}</h3>
      <p className="small quiet">{f.say}</p>
      {f.choice && (
        <div role="radiogroup" aria-label={f.title}>
          {f.choice.options.map((o) => <Choice key={o.value} kind="radio" name={f.choice!.name} on={values[f.choice!.name] === o.value} set={() => put(f.choice!.name, o.value)} title={o.title} what={o.what} />)}
          {bad[f.choice.name] && <p className="small err" role="alert">{bad[f.choice.name]}</p>}
        </div>
      )}
      {f.stars && (
        <fieldset className="stars">
          <legend className="unseen">评价</legend>
          {words.map((w, i) => (
            <label key={w} className={values[f.stars!] === i + 1 ? 'on' : ''}>
              <input type="radio" name="rating" checked={values[f.stars!] === i + 1} onChange={() => put(f.stars!, i + 1)} />
              <b>{i + 1}</b>
              <span className="small">{w}</span>
            </label>
          ))}
          {bad[f.stars] && <p className="small err" role="alert">{bad[f.stars]}</p>}
        </fieldset>
      )}
      {f.fields?.map((x) => (
        <Ask key={x.name} id={x.name} label={x.label} error={bad[x.name]}>
          <Line id={x.name} rows={x.rows} max={x.max} value={String(values[x.name] ?? '')} error={bad[x.name]} set={(v) => put(x.name, v)} />
        </Ask>
      ))}
      {f.files && <Files files={files} set={setFiles} error={bad.files ?? bad.materials} />}
      {failed && <div className="refused" role="alert"><b>{failed.title}</b><p>{failed.status === 412 ? '这件事刚有新的进展，请返回看一看再办理。' : failed.detail}</p></div>}
      <div className="row">
        <button type="button" className="btn" disabled={busy} onClick={close}>返回</button>
        <button type="submit" className="btn btn-primary grow" disabled={busy}>{busy ? '正在提交' : f.submit}</button>
      </div>
    </form>
  )
}
