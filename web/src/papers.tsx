// 文书 of one record: what was drafted, issued and served, and the sheet on which each is
// read, completed, issued, served and voided.
import { DownloadOutlined } from '@ant-design/icons'
import { Button, DatePicker, Drawer, Dropdown, Input, Modal, Select } from 'antd'
import dayjs from 'dayjs'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asProblem, get, idempotencyKey, send, url, type Problem } from './api/client'
import { useMeta } from './api/queries'
import type { Values } from './api/types'
import { Card } from './kit/Bits'
import { dayTime } from './kit/format'
import { ErrorState, ProblemBox, Skeleton } from './kit/States'
import { Status, type Tone } from './kit/Status'
import { FileInput, FileName } from './kit/field/file'
import type { FileValue } from './kit/field/spec'
import { SignatureFile } from './kit/SignatureFile'
import { certificateLine, signatureState, signatureTone, signedWhen, type Signature } from './kit/signature'
import { Hands, SignDialog, type Hand } from './signing'
import './papers.css'

type Service = { to: string; title: string; mode: string; on: string; published?: string; proof: string; tracking?: string; witness?: string; corrected?: string; file?: FileValue }
type Paper = { area: string; id: string; rev: number; title: string; template: string; number: string; standing: string; standing_title: string; printed: boolean; issued_on: string; signer: string; signed_by: string; services: Service[]; hands: Hand[]; internal: boolean }
type Of = { items: Paper[]; forms: { name: string; title: string; internal: boolean }[]; drafts: Record<string, string>; may: boolean }
type Block = { sort: string; text?: string; day?: string; rows?: string[][]; widths?: number[]; head?: boolean }
type Sheet = { organ: string; title: string; number?: string; blocks: Block[] | null }
type Slot = { name: string; title: string; help?: string; optional?: boolean; max: number; value: string }
type Full = Paper & {
  slots: Slot[]; gaps: { name: string; text: string }[]; to: { name: string; title: string; words: string }[]; modes: { value: string; title: string }[]; basis: string[]; copies: number; signed: string[]
  check: string; digest: string; sheet: Sheet; signatures: Signature[]; acts: { name: string; title: string; allowed: boolean; denied?: boolean; why?: string }[]
}

const tone = (p: Paper): Tone => (p.standing === 'draft' ? 'soon' : p.standing === 'void' ? 'ended' : p.standing === 'issued' && !p.printed ? 'over' : 'ok')
const word = (p: Paper) => (p.standing === 'issued' && !p.printed ? '已编号，待制成文件' : p.standing_title)
const at = (p: { area: string; id: string }) => `/api/documents/${encodeURIComponent(p.area)}/${encodeURIComponent(p.id)}`
const act = (p: { area: string; id: string }, name: string) => `/api/document/document/${encodeURIComponent(p.area)}/${encodeURIComponent(p.id)}/acts/${name}`

const usePapers = (kind: string, area: string, id: string) =>
  useQuery({ queryKey: ['documents', kind, area, id], queryFn: ({ signal }) => get<Of>('/api/documents', { kind, area, id }, signal), retry: false })

/** The titles of the documents of a record that still wait to be issued. */
export const useUnissued = (kind: string, area: string, id: string) => (usePapers(kind, area, id).data?.items ?? []).filter((p) => p.standing === 'draft').map((p) => p.title)

/** What an act on a record will draft, in words; nothing for most. */
export function Drafts({ kind, area, id, act: name }: { kind: string; area: string; id: string; act: string }) {
  const what = usePapers(kind, area, id).data?.drafts[name]
  return what ? <div className="note" data-testid="drafts">办理后将起草《{what.split('、').join('》《')}》，由承办人核对、签发、送达。</div> : null
}

/** Who signed by hand and when, in a line; nothing where nobody has. */
const hands = (p: Paper) => { const all = p.hands.filter((h) => !h.corrected); return all.length > 0 && `手写签名：${all.map((h) => `${h.of} ${dayTime(h.at)}`).join('、')}` }

/** The documents of a record; nothing where it has none and none can be made. */
export function Papers({ kind, area, id, today }: { kind: string; area: string; id: string; today: string }) {
  const cache = useQueryClient()
  const list = usePapers(kind, area, id)
  const [open, setOpen] = useState<{ area: string; id: string } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const of = list.data
  if (!of || (of.items.length === 0 && !(of.may && of.forms.length > 0))) return null
  const make = async (template: string) => {
    setProblem(null)
    try {
      const r = await send<{ area: string; id: string }>('POST', '/api/document/document', { body: { values: { template, on_kind: kind, on_id: id } }, headers: { 'Idempotency-Key': idempotencyKey() } })
      await cache.invalidateQueries({ queryKey: ['documents'] })
      setOpen(r.body)
    } catch (e) {
      setProblem(asProblem(e))
    }
  }
  return (
    <Card
      title="文书" count={of.items.length || undefined}
      more={of.may && of.forms.length > 0 && <Dropdown trigger={['click']} menu={{ items: of.forms.map((f) => ({ key: f.name, label: f.internal ? `${f.title}（内部）` : f.title })), onClick: ({ key }) => void make(key) }}><button type="button" className="link t12" data-testid="make-document">另制文书</button></Dropdown>}
    >
      <div data-testid="documents">
        {problem && <div style={{ padding: '8px 16px' }}><ProblemBox of={problem} kept="没有制作。" /></div>}
        {of.items.length === 0 && <div className="t2 t13" style={{ padding: '10px 16px' }}>还没有文书；办理时自动起草，也可另制。</div>}
        <ul className="papers">
          {of.items.map((p) => (
            <li key={p.id}>
              <button type="button" className="link what" onClick={() => setOpen(p)} data-testid={`document-${p.template}`}>{p.title}</button>
              <Status tone={tone(p)}>{word(p)}</Status>
              <span className="t2 t12 line">{[p.number || (p.standing === 'draft' ? '签发时编号' : ''), p.issued_on && `${p.issued_on} 签发`, p.signer].filter(Boolean).join(' · ')}</span>
              {p.services.map((s, i) => <span key={i} className="t12 line"><Served of={s} whom={s.title} /></span>)}
              {hands(p) && <span className="t12 line">{hands(p)}</span>}
            </li>
          ))}
        </ul>
      </div>
      {open && <PaperDrawer of={open} today={today} onClose={() => setOpen(null)} />}
    </Card>
  )
}

/** One document: the sheet on the left, what can be done with it on the right. */
function PaperDrawer({ of, today, onClose }: { of: { area: string; id: string }; today: string; onClose: () => void }) {
  const cache = useQueryClient()
  const q = useQuery({ queryKey: ['document', of.area, of.id], queryFn: async ({ signal }) => { const r = await send<Full>('GET', at(of), { signal }); return { doc: r.body, etag: r.etag || `"${r.body.rev}"` } }, retry: false })
  const [slots, setSlots] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [asking, setAsking] = useState<'issue' | 'deliver' | 'attest' | 'void' | ''>('')
  const d = q.data?.doc
  useEffect(() => setSlots({}), [d?.rev])
  const may = (name: string) => d?.acts.find((a) => a.name === name)?.allowed
  const run = async (name: string, path: string, body?: unknown) => {
    setBusy(name)
    setProblem(null)
    try {
      await send('POST', path, { body, headers: { 'If-Match': q.data?.etag ?? '', 'Idempotency-Key': idempotencyKey() } })
      setAsking('')
    } catch (e) {
      setProblem(asProblem(e))
    } finally {
      await cache.invalidateQueries()
      setBusy('')
    }
  }
  const dirty = !!d && d.slots.some((s) => s.name in slots && slots[s.name] !== s.value)
  const draft = d?.standing === 'draft'
  return (
    <Drawer open onClose={onClose} size={1060} title={d ? `${d.title}　${d.number}` : '文书'} rootClassName="paper-drawer" styles={{ wrapper: { maxWidth: '100vw' }, body: { padding: 0, background: 'var(--paper)' } }} destroyOnHidden>
      {q.isError && <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />}
      {q.isPending && <Skeleton rows={12} />}
      {d && (
        <div className="paper-desk" data-testid="paper">
          <div className="paper-stage" tabIndex={0} role="region" aria-label="文书内容"><SheetView of={d.sheet} draft={draft} signed={inPlace(d)} /><Hands of={d.hands} digest={d.digest} /></div>
          <div className="paper-side col">
            <div className="row" style={{ gap: 8 }}><Status tone={tone(d)}>{word(d)}</Status></div>
            {problem && <ProblemBox of={problem} names={Object.fromEntries(d.slots.map((s) => [s.name, s.title]))} kept="没有办理；填写的内容保留。" />}
            {draft && d.gaps.length > 0 && <div className="note" role="status" data-testid="gaps"><b>还缺 {d.gaps.length} 项，不能签发</b><ul>{d.gaps.map((g) => <li key={g.name + g.text}>{g.text}</li>)}</ul></div>}
            {draft && d.slots.map((s) => (
              <div key={s.name} className="item">
                <label className="lab" htmlFor={`slot-${s.name}`}>{s.title}{!s.optional && <i aria-label="必填">*</i>}</label>
                <Input.TextArea id={`slot-${s.name}`} autoSize={{ minRows: s.max > 200 ? 3 : 1, maxRows: 10 }} maxLength={s.max} value={slots[s.name] ?? s.value} onChange={(e) => setSlots({ ...slots, [s.name]: e.target.value })} readOnly={!may('edit')} />
                {s.help && <div className="t12 t2">{s.help}</div>}
              </div>
            ))}
            {draft && dirty && <Button loading={busy === 'edit'} onClick={() => run('edit', act(d, 'edit'), { values: { slots: JSON.stringify(slots) } })} data-testid="save-slots">保存并刷新内容</Button>}
            {draft && may('issue') && <Button type="primary" disabled={dirty || d.gaps.length > 0} loading={busy === 'issue'} onClick={() => setAsking('issue')} data-testid="issue">签发</Button>}
            {d.standing === 'issued' && !d.printed && !d.acts.find((a) => a.name === 'issue')?.denied && <Button type="primary" loading={busy === 'issue'} onClick={() => run('issue', at(d) + '/issue')}>制成文件并签名</Button>}
            {d.printed && may('deliver') && d.to.length > 0 && <Button type={d.standing === 'issued' ? 'primary' : 'default'} onClick={() => setAsking('deliver')} data-testid="deliver">登记送达</Button>}
            {d.printed && may('attest') && <Button onClick={() => { setProblem(null); setAsking('attest') }} data-testid="attest">手写签名</Button>}
            <div className="row" style={{ gap: 8, flexWrap: 'wrap' }}>
              {(draft || d.printed) && <Button icon={<DownloadOutlined />} href={at(d) + '/pdf'} data-testid="pdf">{draft ? 'PDF（草稿）' : 'PDF'}</Button>}
              <Button icon={<DownloadOutlined />} href={at(d) + '/word'}>Word</Button>
              {may('void') && <Button onClick={() => setAsking('void')}>{draft ? '弃用草稿' : '作废'}</Button>}
            </div>
            {d.signatures.length > 0 && <div><div className="lab">电子签名</div><ul className="paper-signed" data-testid="signatures">{d.signatures.map((s, i) => <Signed key={i} of={s} name={d.number || d.title} />)}</ul></div>}
            {hands(d) && <div className="t13" data-testid="hands-line">{hands(d)}</div>}
            {d.services.length > 0 && <div><div className="lab">送达</div><ul className="paper-served">{d.services.map((s, i) => <li key={i} data-testid="served"><Served of={s} whom={d.to.find((x) => x.name === s.to)?.words || s.title} long /></li>)}</ul></div>}
            {d.check && d.printed && <div className="t12 t2">核验：<a href={`/d/${d.check}`} target="_blank" rel="noreferrer" data-testid="check-link">/d/{d.check}</a><br />SHA-256 <span className="mono" style={{ wordBreak: 'break-all' }}>{d.digest}</span></div>}
            <div className="t12 t2">依据：{d.basis.join('、')}{d.copies > 1 && `；一式 ${d.copies} 份`}{d.signed.length > 0 && `；${d.signed.join('、')}签名或者盖章`}</div>
          </div>
        </div>
      )}
      {d && asking === 'issue' && (
        <Modal open title={`签发《${d.title}》`} onCancel={() => setAsking('')} footer={<><Button onClick={() => setAsking('')}>返回</Button><Button type="primary" loading={busy === 'issue'} onClick={() => run('issue', at(d) + '/issue')} data-testid="do-issue">签发</Button></>}>
          <div className="col" style={{ gap: 8 }}><p>签发后取得文号，内容和文号不能再改；有误的只能作废后另行制作，作废的文号不再使用。您作为签发人记入文书和留痕账本。</p>{problem && <ProblemBox of={problem} kept="没有签发。" />}</div>
        </Modal>
      )}
      {d && asking === 'deliver' && <Deliver of={d} today={today} busy={busy === 'deliver'} problem={problem} onClose={() => setAsking('')} onSend={(values, reason) => run('deliver', act(d, 'deliver'), { values, ...(reason ? { reason } : {}) })} />}
      {d && asking === 'attest' && <SignDialog of={{ ...d, organ: d.sheet.organ }} sheet={<SheetView of={d.sheet} draft={false} signed={inPlace(d)} />} busy={busy === 'attest'} problem={problem} onClose={() => setAsking('')} onSend={(values, reason) => run('attest', act(d, 'attest'), { values, ...(reason ? { reason } : {}) })} />}
      {d && asking === 'void' && <VoidDialog draft={!!draft} busy={busy === 'void'} problem={problem} onClose={() => setAsking('')} onSend={(reason) => run('void', act(d, 'void'), { values: {}, reason })} />}
    </Drawer>
  )
}

/** What stands in the place of the seal on the screen; the paper has a line for each. */
const inPlace = (d: Full) => (d.signatures.length > 1 ? `${d.signatures[0]!.title}等 ${d.signatures.length} 个电子签名` : d.signed_by)

/** One electronic signature, as the server checked it against the file. */
function Signed({ of: s, name }: { of: Signature; name: string }) {
  return (
    <li>
      <div className="row" style={{ gap: 8, flexWrap: 'wrap' }}><b>{s.title}</b><Status tone={signatureTone(s)}>{signatureState(s)}</Status></div>
      {s.why && <div className="t12">{s.why}</div>}
      {s.by && s.by !== s.title && <div className="t12">{s.by}{s.demo && !s.by.includes('不具法律效力') && '（不具法律效力）'}</div>}
      {s.serial && <div className="t12 t2">{certificateLine(s)}</div>}
      <div className="t12 t2">{signedWhen(s)}</div>
      {!s.inside && s.serial && <div className="t12 t2">签名在文件之外：<SignatureFile of={s} name={name} /></div>}
    </li>
  )
}

/** On the page of a document as a record: signing leads to the sheet, so that nobody signs what he has not before him. */
export function SignAct({ act: a, row }: { act: { title: string }; row: { area: string; id: string } }) {
  const today = useMeta().data?.today ?? ''
  const [open, setOpen] = useState(false)
  return <><Button onClick={() => setOpen(true)} data-testid="act-attest">{a.title}</Button>{open && <PaperDrawer of={row} today={today} onClose={() => setOpen(false)} />}</>
}

/** How each way of service is done (程序规定 art. 82): which day counts, what proves it. */
const ways: Record<string, { day: string; help: string; proof: string; file: string }> = {
  direct: { day: '签收日期', help: '送达回证上注明的签收日期为送达日期。', proof: '签收人；本人不在的，写明同住成年家属、代理人或者代收人', file: '送达回证' },
  left: { day: '留置日期', help: '拒绝签收的，由见证人在送达回证上签名后留置，或者留置并拍照、录像。', proof: '拒收事由和经过', file: '送达回证或者拍照、录像' },
  electronic: { day: '到达日期', help: '须经受送达人同意并签订送达地址确认书；到达其特定系统的日期为送达日期。应当拍照、截屏、录音、录像记录。', proof: '送达的号码或者账号、到达的系统记录', file: '拍照、截屏、录音或者录像' },
  mail: { day: '收件日期', help: '回执上注明的收件日期为送达日期。', proof: '收件人、回执', file: '邮件回执' },
  entrusted: { day: '签收日期', help: '受送达人的签收日期为送达日期。', proof: '代为送达的单位、签收人', file: '送达回证' },
  announcement: { day: '公告发布日期', help: '下落不明或者用其他方式无法送达的才公告；自发布之日起经过三十日，视为送达。', proof: '公告的版面或者网址，以及无法用其他方式送达的原因和经过', file: '公告截屏；张贴的，附拍照、录像' },
}

/** Where an announcement may stand (程序规定 art. 82 ⑤). */
const announced = [{ value: 'posted', label: '公告栏和受送达人住所地张贴' }, { value: 'paper', label: '报纸' }, { value: 'site', label: '门户网站等' }]

/** 送达: on whom, how, when, by what it is proven. The law's clocks stop on it. */
function Deliver({ of: d, today, busy, problem, onClose, onSend }: { of: Full; today: string; busy: boolean; problem: Problem | null; onClose: () => void; onSend: (v: Values, reason: string) => void }) {
  const left = d.to.filter((r) => !d.services.some((s) => s.to === r.name))
  const [to, setTo] = useState((left[0] ?? d.to[0])?.name)
  const [mode, setMode] = useState<string>()
  const [on, setOn] = useState(today)
  const [proof, setProof] = useState('')
  const [tracking, setTracking] = useState('')
  const [witness, setWitness] = useState('')
  const [form, setForm] = useState('')
  const [where, setWhere] = useState<string>()
  const [file, setFile] = useState<FileValue | null>(null)
  const [reason, setReason] = useState('')
  const was = d.services.find((s) => s.to === to && !s.corrected)
  const wrong = problem?.byField() ?? {}
  const way = ways[mode ?? ''] ?? ways.direct!
  const err = (name: string) => wrong[name] && <div className="err" role="alert">{wrong[name]}</div>
  const must = <i aria-label="必填">*</i>
  const send = () => onSend({
    recipient: to, mode, proof: proof.trim(), ...(mode === 'announcement' ? { published_on: on } : { served_on: on }), ...(file ? { proof_file: file } : {}),
    ...(mode === 'mail' && tracking.trim() ? { tracking_no: tracking.trim() } : {}), ...(mode === 'left' && witness.trim() ? { witness: witness.trim() } : {}), ...(mode === 'electronic' ? { address_form: form.trim() } : {}), ...(mode === 'announcement' ? { announced_in: where } : {}),
  }, was ? reason.trim() : '')
  const lacks = !to || !mode || !on || !proof.trim() || (mode === 'mail' && !tracking.trim()) || (mode === 'left' && !witness.trim() && !file) || (mode === 'electronic' && (!form.trim() || !file)) || (mode === 'announcement' && (!where || (where === 'posted' && !file))) || (!!was && !reason.trim())
  return (
    <Modal open title={`送达《${d.title}》`} width={600} mask={{ closable: false }} onCancel={onClose} footer={<><Button onClick={onClose}>返回</Button><Button type="primary" loading={busy} disabled={lacks} onClick={send} data-testid="do-deliver">登记送达</Button></>}>
      <div className="col" style={{ gap: 12 }}>
        <div className="t13 t2">送达登记后，所办事项同时记为已告知该人，以告知为准的期限随之停止。</div>
        {problem && <ProblemBox of={problem} kept="没有登记；填写的内容保留。" />}
        <div className="form">
          <div className="item"><label className="lab" htmlFor="deliver-to">受送达人{must}</label><Select id="deliver-to" value={to} onChange={setTo} options={d.to.map((r) => ({ value: r.name, label: r.words && r.words !== r.title ? `${r.words}（${r.title}）` : r.title }))} />{err('recipient')}</div>
          <div className="item"><label className="lab" htmlFor="deliver-mode">送达方式{must}</label><Select id="deliver-mode" value={mode} onChange={setMode} placeholder="请选择" options={d.modes.map((m) => ({ value: m.value, label: m.title }))} />{err('mode')}</div>
          {mode && <div className="item wide t13 t2" data-testid="way">{way.help}</div>}
          <div className="item"><label className="lab" htmlFor="deliver-on">{mode ? way.day : '送达日期'}{must}</label><DatePicker id="deliver-on" value={on ? dayjs(on) : null} onChange={(x) => setOn(x ? x.format('YYYY-MM-DD') : '')} minDate={dayjs(d.issued_on)} maxDate={dayjs(today)} />{err('served_on')}{err('published_on')}{mode === 'announcement' && on && <div className="help">{dayjs(on).add(30, 'day').format('YYYY-MM-DD')} 视为送达</div>}</div>
          {mode === 'mail' && <div className="item"><label className="lab" htmlFor="deliver-no">邮件单号{must}</label><Input id="deliver-no" maxLength={60} value={tracking} onChange={(e) => setTracking(e.target.value)} />{err('tracking_no')}</div>}
          {mode === 'left' && <div className="item"><label className="lab" htmlFor="deliver-witness">见证人<span className="t12">没有见证人的须附拍照、录像</span></label><Input id="deliver-witness" maxLength={60} value={witness} onChange={(e) => setWitness(e.target.value)} placeholder="姓名、单位" />{err('witness')}</div>}
          {mode === 'electronic' && <div className="item"><label className="lab" htmlFor="deliver-form">送达地址确认书{must}</label><Input id="deliver-form" maxLength={100} value={form} onChange={(e) => setForm(e.target.value)} placeholder="签订日期和所确认的号码、账号" />{err('address_form')}</div>}
          {mode === 'announcement' && <div className="item"><label className="lab" htmlFor="deliver-where">公告的载体{must}</label><Select id="deliver-where" value={where} onChange={setWhere} placeholder="请选择" options={announced} />{err('announced_in')}</div>}
          {was && <div className="item wide"><label className="lab" htmlFor="deliver-reason">更正的理由{must}</label><Input.TextArea id="deliver-reason" autoSize={{ minRows: 1, maxRows: 3 }} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} /><div className="help">已登记：{was.mode}，{was.on}。登记有误的才更正；原登记保留，从它起算的期限改按更正后的日期，须有撤销办理的权限。</div></div>}
          <div className="item wide"><label className="lab" htmlFor="deliver-proof">凭据{must}</label><Input.TextArea id="deliver-proof" autoSize={{ minRows: 2, maxRows: 4 }} maxLength={500} value={proof} onChange={(e) => setProof(e.target.value)} placeholder={way.proof} />{err('proof')}</div>
          <div className="item wide"><label className="lab" htmlFor="deliver-file">{way.file}{(mode === 'electronic' || (mode === 'announcement' && where === 'posted')) && must}</label><FileInput field={{ name: 'proof_file', title: way.file, type: 'file' }} id="deliver-file" value={file} onChange={(v) => setFile(v as FileValue | null)} invalid={!!wrong.proof_file} />{err('proof_file')}</div>
        </div>
      </div>
    </Modal>
  )
}

/** A service in words, with the file that proves it. */
const Served = ({ of: s, whom, long }: { of: Service; whom: string; long?: boolean }) => (
  <>送达{whom}：{s.mode}，{s.published ? `${s.published} 公告，${s.on} 视为送达` : s.on}{long && `；${s.proof}`}{long && s.tracking && `（${s.tracking}）`}{s.witness && `；见证人${s.witness}`}{s.corrected && `（已更正：${s.corrected}）`}{s.file && <>　<FileName file={s.file} /></>}</>
)

function VoidDialog({ draft, busy, problem, onClose, onSend }: { draft: boolean; busy: boolean; problem: Problem | null; onClose: () => void; onSend: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  const box = useRef<HTMLDivElement>(null)
  return (
    <Modal open title={draft ? '弃用草稿' : '作废文书'} onCancel={onClose} footer={<><Button onClick={onClose}>返回</Button><Button danger={!draft} type="primary" loading={busy} disabled={!reason.trim()} onClick={() => onSend(reason.trim())}>{draft ? '弃用' : '作废'}</Button></>}>
      <div className="col" style={{ gap: 8 }} ref={box}>
        {!draft && <p>作废后文号不再使用，扫码核验显示“已作废”；已经送达的，应当另行告知当事人。</p>}
        {problem && <ProblemBox of={problem} kept="没有作废。" />}
        <label className="lab" htmlFor="void-reason">理由<i aria-label="必填">*</i></label>
        <Input.TextArea id="void-reason" autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
      </div>
    </Modal>
  )
}

/** A sheet as it stands on paper. */
function SheetView({ of: s, draft, signed }: { of: Sheet; draft: boolean; signed: string }) {
  return (
    <article className={'sheet' + (draft ? ' draft' : '')} data-testid="sheet">
      <div className="organ">{s.organ}</div>
      <h2>{s.title}</h2>
      {s.number && <div className="no">{s.number}</div>}
      {(s.blocks ?? []).map((b, i) => <BlockView key={i} of={b} draft={draft} signed={signed} />)}
    </article>
  )
}

function BlockView({ of: b, draft, signed }: { of: Block; draft: boolean; signed: string }) {
  const lines = (b.text ?? '').split('\n')
  switch (b.sort) {
    case 'table': {
      const all = (b.widths ?? []).reduce((n, w) => n + w, 0)
      return <table><tbody>{(b.rows ?? []).map((r, i) => <tr key={i}>{r.map((c, j) => (b.head && i === 0 ? <th key={j}>{c}</th> : <td key={j} style={all && b.widths?.[j] ? { width: `${(100 * b.widths[j]!) / all}%` } : undefined}>{c}</td>))}</tr>)}</tbody></table>
    }
    case 'seal': return <div className="at-seal"><span>{b.text}</span><span>{b.day}</span><i>{draft ? '签发后在此处盖章' : signed || '待签名'}</i></div>
    case 'cut': return <div className="cut"><b>{b.text}</b></div>
    case 'heading': return <h3>{b.text}</h3>
    case 'text': case 'para': return <>{lines.map((l, i) => <p key={i} className="para">{l}</p>)}</>
  }
  return <>{lines.map((l, i) => <p key={i} className={b.sort}>{l}</p>)}</>
}

/** The address of a document's file. */
export const pdfOf = (area: string, id: string) => url(at({ area, id }) + '/pdf')
