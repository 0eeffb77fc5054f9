import { Button, DatePicker, Input, Modal, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type ComponentType } from 'react'
import { Link } from 'react-router'
import { asProblem, send, type Problem } from '../api/client'
import { toNew } from '../api/paths'
import { findKind, path, recordQuery, useMeta, useTimeline } from '../api/queries'
import type { Field, FullRow, Kind, RecordAct, Values } from '../api/types'
import { ownerOf } from '../api/words'
import { dayTime } from '../kit/format'
import { FieldForm } from '../kit/field/FieldForm'
import { valueText } from '../kit/field/value'
import { writable } from '../kit/field/spec'
import { ProblemBox } from '../kit/States'
import { Opinions } from '../orders'
import { useChecks } from './check'
import { Drafts } from '../papers'
import { Conflict } from './Conflict'
import { useDraft } from './draft'
import { PartsForm, partsOut } from './PartsForm'

// What each built-in act does in law, said before it is done.
const meaning: Record<string, string> = {
  amend: '更正后，原值和更正理由保留在时间线和留痕账本中，任何人不能抹去。',
  annul: '撤销一次办理：记录按其余办理重新推算，被撤销的办理仍留痕并标明理由。',
  backdate: '补录早已发生的事实：生效日写事实发生之日，登记时间照实记载。',
  transfer: '移交后本地记录终结，在接收地另起相连的记录。',
  reassign: '转办后由新的承办人办理，期限不变。转给另一机构的，原机构不再办理。',
  depute: '委托后受托人也能办理，承办人不变；可以随时收回。',
  supervise: '被督办的人在期限前回复，由督办人解除。督办和回复都留痕。',
  urge: '催办记入时间线，列入被催办人的待办。',
  add_signer: '请另一人或者另一机构先会签：在其答复同意或者不同意、或者减签以前，所选的办理不能进行。意见供办理人参考，由办理人负责；期限照常计算。',
  copy: '收件的人可以查看本记录，不能办理；可以撤回。',
  erase: '清除个人信息：值和密钥在各处销毁，不能恢复；账本仍可验证，并注明由本次办理清除。',
}

// What the acts of supervision say: they write no field of the record.
const whom = (help: string): Field[] => [
  { name: 'to_person', title: '人员', type: 'reference', of: 'person', help },
  { name: 'to_unit', title: '或者机构', type: 'reference', of: 'unit' },
]
const until: Field = { name: 'until', title: '期限', type: 'date' }
const said: Record<string, Field[]> = {
  supervise: [{ ...until, required: true, help: '到期前须回复' }, ...whom('不填即督办现在的承办人；没有承办人的，为处理机构')],
  urge: [...whom('不填即催办现在的承办人；没有承办人的，为处理机构'), until],
  depute: [...whom('受托的人或者机构在委托期间可以办理本记录'), { ...until, required: true }],
  copy: whom('只可查看，不能办理'),
  add_signer: [{ name: 'awaited', title: '等待会签的办理', type: 'enum', required: true }, ...whom('请谁会签；会签人可以查看本记录'), until],
}

/** What may wait for a signature besides: the acts of the procedure, those open to the officer first. */
const awaitable = (row: FullRow) => (row.acts ?? []).filter((a) => !said[a.name] && !meaning[a.name] && !['respond', 'lift', 'drop_signer'].includes(a.name) && (a.allowed || a.denied))
  .sort((a, b) => Number(b.allowed) - Number(a.allowed)).map((a) => ({ value: a.name, title: a.title }))

// What an act says beside the fields of the record.
const own = ['reason', 'effective', 'annuls', 'to']

/** What a matter shows above the fields of an act; it may write into them. */
export type Assist = ComponentType<{ row: FullRow; kind: string; act: string; values: Values; set: (field: string, v: unknown, label?: string) => void }>

/** One act: the fields it needs, its reason, its day. Works on the version that was seen, or says who was faster. */
export function ActDialog({ act, decl, row: seen, etag, account, assist: Help, spares, onDone, onClose }: { act: RecordAct; decl: Kind; row: FullRow; etag: string; account: string; assist?: Assist; spares?: (field: string, row: FullRow) => boolean; onDone?: () => void; onClose: () => void }) {
  const cache = useQueryClient()
  // The version the officer saw when opening; the page behind may move on.
  const [row] = useState(seen)
  const top = useRef<HTMLDivElement>(null)
  const masked = useMemo(() => new Set(row.masked ?? []), [row])
  const needs = act.needs ?? []
  // A value that another source owns is not rewritten here.
  const heldElsewhere = (f: Field) => !!ownerOf(f.owner) && row.values[f.name] !== null && row.values[f.name] !== undefined
  const fields = useMemo(() => {
    if (act.name === 'amend' || act.name === 'backdate') return decl.fields.filter((f) => writable(f) && !masked.has(f.name) && !heldElsewhere(f))
    if (said[act.name]) return said[act.name]!.map((f) => (f.name === 'awaited' ? { ...f, options: awaitable(seen) } : f))
    const takes = act.takes ?? []
    return [...decl.fields.filter((f) => needs.includes(f.name)).map((f) => ({ ...f, required: true })), ...decl.fields.filter((f) => takes.includes(f.name) && !needs.includes(f.name) && !masked.has(f.name) && !spares?.(f.name, seen)).map((f) => ({ ...f, required: false }))]
  }, [act.name, decl, masked]) // eslint-disable-line react-hooks/exhaustive-deps
  const opens = act.opens ?? []
  // What is said of parts is kept like what is private: in this tab alone.
  const kept = [...fields, ...opens.map((o): Field => ({ name: o.kind, title: o.title, type: 'list', personal: true }))]
  const owned = act.name === 'amend' ? decl.fields.filter((f) => writable(f) && heldElsewhere(f)) : []
  const notes = findKind(useMeta().data, 'annotation')
  const events = useTimeline(decl.matter, decl.name, row.area, row.id, act.name === 'annul').data?.items ?? []
  const [annuls, setAnnuls] = useState<string>()
  const [to, setTo] = useState('')
  const [base, setBase] = useState({ row, etag })
  const draft = useDraft(account, `${decl.name}/${row.area}/${row.id}/${act.name}`, kept, {}, row.rev)
  const edits = draft.values
  const reason = draft.reason
  const [effective, setEffective] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [theirs, setTheirs] = useState<FullRow | null>(null)
  const [busy, setBusy] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const sending = useRef(false)
  useEffect(() => { if (problem) top.current?.scrollIntoView({ block: 'nearest' }) }, [problem, theirs])
  const held: Values = said[act.name] ? {} : base.row.values
  const values = { ...held, ...edits }
  const changed = Object.keys(edits).filter((k) => !opens.some((o) => o.kind === k) && JSON.stringify(edits[k] ?? null) !== JSON.stringify(held[k] ?? null))
  const out: Values = {}
  for (const k of changed) out[k] = edits[k] ?? null
  for (const f of fields) if (needs.includes(f.name) && !(f.name in out)) out[f.name] = values[f.name] ?? null
  const at = `${path(decl.matter, decl.name, row.area, row.id)}/acts/${encodeURIComponent(act.name)}`
  const checks = useChecks(at + '/check', out, fields.map((f) => f.name))
  const told = problem?.byField() ?? {}
  const placed = (n: string) => own.includes(n) || opens.some((o) => n === o.kind || n.startsWith(o.kind + '.'))
  const errors: Record<string, string> = { ...checks.errors, ...Object.fromEntries(Object.entries(told).filter(([n]) => placed(n))) }
  const names = Object.fromEntries(decl.fields.map((f) => [f.name, f.title]))
  const late = act.allowed ? undefined : act.late
  const noReason = (late && !effective) || (act.reason && !reason.trim()) || (act.name === 'annul' && !annuls) || (act.name === 'transfer' && to.length !== 4)
  const nothing = act.name === 'amend' && changed.length === 0
  const run = async () => {
    if (sending.current) return
    sending.current = true
    setBusy(true)
    setProblem(null)
    const body = { values: { ...out, ...partsOut(opens, edits) }, reason: reason.trim(), ...(effective ? { effective } : {}), ...(act.name === 'annul' && annuls ? { annuls } : {}), ...(act.name === 'transfer' ? { to } : {}) }
    try {
      await send('POST', at, { body, headers: { 'If-Match': base.etag, 'Idempotency-Key': draft.keyFor(JSON.stringify([base.etag, body])) } })
      draft.forget()
      await cache.invalidateQueries()
      onDone?.()
      onClose()
    } catch (e) {
      const p = asProblem(e)
      setProblem(p)
      if (p.fields.length > 0) checks.refuse(p)
      if (p.status === 412 || p.status === 409) {
        const fresh = await cache.fetchQuery({ ...recordQuery(decl.matter, decl.name, row.area, row.id), staleTime: 0 }).catch(() => null)
        if (fresh) {
          setTheirs(fresh.row)
          setBase(fresh)
        }
      }
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  const now = theirs?.acts?.find((a) => a.name === act.name)
  const refused = now && !now.allowed && !now.late ? now.why || '记录的状态已变' : ''
  // One types at once, and Ctrl+Enter does it.
  const inside = useRef<HTMLDivElement>(null)
  const atFirst = (open: boolean) => { if (open && !inside.current?.contains(document.activeElement)) inside.current?.querySelector<HTMLElement>('.form input:not([type=file]), .form textarea')?.focus() }
  const byKey = (e: React.KeyboardEvent) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !noReason && !nothing && !refused) { e.preventDefault(); void run() } }
  // Closing by Esc, by the cross or by 返回 never throws away what was typed without a word.
  const close = () => (draft.dirty && (changed.length > 0 || opens.some((o) => o.kind in edits) || reason.trim()) ? setLeaving(true) : onClose())
  const shown = Object.fromEntries(fields.map((f) => [f.name, f.name in edits ? (draft.labels[f.name] ?? valueText(f, edits[f.name])) : (said[act.name] ? '' : (base.row.labels?.[f.name] ?? ''))]).filter(([, t]) => t))
  const loose = problem ? problem.fields.filter((x) => !fields.some((f) => f.name === x.name) && !placed(x.name)) : []
  return (
    <Modal
      open afterOpenChange={atFirst} onCancel={close} mask={{ closable: false }} width={theirs ? 920 : fields.length > 3 || opens.length > 0 ? 760 : 520} title={`${act.title}　${row.number || row.title}`} styles={{ body: { maxHeight: '68vh', overflowY: 'auto', paddingRight: 4 } }}
      footer={leaving ? <>
        <span className="t13" style={{ marginRight: 8 }}>填写的内容还没有办理</span>
        <Button onClick={() => { draft.drop(); onClose() }}>不要了</Button>
        <Button onClick={onClose}>留作草稿</Button>
        <Button type="primary" autoFocus onClick={() => setLeaving(false)}>继续填写</Button>
      </> : <>
        {nothing && <span className="t13 t2" style={{ marginRight: 8 }}>还没有改动</span>}
        <Button onClick={close}>返回</Button>
        <Button type="primary" loading={busy} disabled={noReason || nothing || !!refused} onClick={run} data-testid="do-act">{act.title}{changed.length > 0 ? ` ${changed.length} 项` : ''}</Button>
      </>}
    >
      <div className="col" style={{ gap: 12 }} ref={inside} onKeyDown={byKey}>
        {draft.kept && !theirs && <div className="note" role="status" data-testid="draft">已恢复 {dayTime(draft.kept.at)} 的草稿{draft.kept.rev !== undefined && draft.kept.rev !== row.rev ? `；那时是第 ${draft.kept.rev} 版，现在是第 ${row.rev} 版，请逐项核对` : ''}。<button type="button" className="link" onClick={draft.drop}>不用草稿</button></div>}
        <Drafts kind={decl.name} area={row.area} id={row.id} act={act.name} />
        {meaning[act.name] && <div className="t13 t2">{meaning[act.name]}</div>}
        {late && <div className="note" data-testid="late">现在不能办理：{act.why}。期限届满之日（{late}）以前已经办理、还没有录入的，写明当日的生效日补录；期限是否届满随之重新推算。</div>}
        <div ref={top} style={{ display: problem ? undefined : 'none' }}>
        {theirs && problem && <Conflict was={row} theirs={theirs} mine={edits} fields={decl.fields} problem={problem} refused={refused} onKeep={draft.unset} />}
        {problem && !theirs && <ProblemBox of={{ status: problem.status, title: problem.title, detail: problem.fields.length > loose.length ? `${problem.fields.length - loose.length} 项已标在字段下方。` : problem.detail, id: problem.id, fields: loose }} names={names} kept={problem.offline ? '没有办理；填写的内容已存为本机草稿，网络恢复后再办，不会重复。' : '没有办理；填写的内容保留。'} />}
        </div>
        {owned.length > 0 && <div className="note">{owned.length} 项归{[...new Set(owned.map((f) => ownerOf(f.owner)))].join('、')}所有，本局不能改写。与实际不符的，{notes ? <Link to={toNew(notes.matter.name, 'annotation') + '?' + new URLSearchParams({ 'v.subject': `${row.area}/${row.id}`, label: row.title })}>登记标注并提出异议</Link> : '登记标注并提出异议'}。</div>}
        {act.name === 'annul' && (
          <div className="form"><div className="item wide">
            <label className="lab" htmlFor="act-annuls">撤销哪一次办理<i aria-label="必填">*</i></label>
            <Select id="act-annuls" placeholder="请选择" value={annuls} onChange={setAnnuls} status={errors.annuls ? 'error' : undefined} options={events.map((e) => ({ value: e.act, label: `${dayTime(e.at)}　${e.title}　${e.actor?.name ?? ''}` }))} />
            {errors.annuls && <div className="err" role="alert">{errors.annuls}</div>}
          </div></div>
        )}
        {act.name === 'transfer' && (
          <div className="form"><div className="item">
            <label className="lab" htmlFor="act-to">接收地（四位区划）<i aria-label="必填">*</i></label>
            <Input id="act-to" maxLength={4} value={to} inputMode="numeric" status={errors.to ? 'error' : undefined} onChange={(e) => setTo(e.target.value.replace(/\D/g, ''))} />
            {errors.to && <div className="err" role="alert">{errors.to}</div>}
          </div></div>
        )}
        {decl.procedure && <Opinions kind={{ matter: decl.matter, name: decl.name }} row={row} act={act.name} />}
        {Help && <Help row={row} kind={decl.name} act={act.name} values={values} set={draft.set} />}
        {fields.length > 0 && (
          <FieldForm prefix="a" one={fields.length <= 3} fields={fields} values={values} labels={shown} errors={errors} onChange={draft.set} onLeave={checks.leave} />
        )}
        {opens.map((o) => <PartsForm key={o.kind} of={o} draft={draft} errors={errors} />)}
        <div className="form">
          <div className="item wide">
            <label className="lab" htmlFor="act-reason">理由{act.reason && <i aria-label="必填">*</i>}</label>
            <Input.TextArea id="act-reason" autoSize={{ minRows: 2, maxRows: 5 }} value={reason} maxLength={500} status={errors.reason ? 'error' : undefined} onChange={(e) => draft.setReason(e.target.value)} placeholder={act.reason ? '写明根据和经过，将记入留痕账本' : '可不填'} />
            {errors.reason && <div className="err" role="alert">{errors.reason}</div>}
          </div>
          {!said[act.name] && act.name !== 'reassign' && <div className="item">
            <label className="lab" htmlFor="act-effective">生效日{(act.name === 'backdate' || late) && <i aria-label="必填">*</i>}</label>
            <DatePicker id="act-effective" placeholder={late ? `不晚于 ${late}` : '与办理同日'} disabledDate={late ? (x) => x.format('YYYY-MM-DD') > late : undefined} status={errors.effective ? 'error' : undefined} onChange={(x) => setEffective(x ? x.format('YYYY-MM-DD') : null)} />
            {errors.effective ? <div className="err" role="alert">{errors.effective}</div> : !late && <div className="help">实际办理早于今天的，写实际之日</div>}
          </div>}
        </div>
      </div>
    </Modal>
  )
}
