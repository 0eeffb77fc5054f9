// 手写签名 on a document: who signs sees the very file he signs, and the act says which it was.
import { AutoComplete, Button, Input, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Problem } from './api/client'
import type { Values } from './api/types'
import { dayTime } from './kit/format'
import { ProblemBox } from './kit/States'
import { HandInput, HandPicture } from './kit/field/hand'
import type { FileValue } from './kit/field/spec'

export type Hand = { of: string; at: string; before: string; digest?: string; corrected?: string; file?: FileValue }
type Document = { title: string; number: string; organ: string; issued_on: string; digest: string; signed: string[]; to: { title: string; words: string }[]; hands: Hand[] }

/** A digest as one compares it by eye: its beginning and its end. */
const short = (digest: string) => `${digest.slice(0, 8)}…${digest.slice(-8)}`

/** Who may be meant, those first whose hand the form asks for. */
const proposed = (d: Document) => {
  const names = d.to.map((r) => ({ value: r.words || r.title, title: r.title }))
  return [...names.filter((n) => d.signed.includes(n.title)), ...names.filter((n) => !d.signed.includes(n.title))].filter((n) => !d.hands.some((h) => h.of === n.value && !h.corrected))
}

/** Takes a signature by hand under a document; `sheet` is the document as it is read. */
export function SignDialog({ of: d, sheet, busy, problem, onClose, onSend }: { of: Document; sheet: ReactNode; busy: boolean; problem: Problem | null; onClose: () => void; onSend: (v: Values, reason: string) => void }) {
  // What was shown when the dialog opened is what is signed, whatever the page behind reads anew.
  const [seen] = useState(d)
  const offered = proposed(seen)
  const [who, setWho] = useState(offered[0]?.value ?? '')
  const [file, setFile] = useState<FileValue | null>(null)
  const [reason, setReason] = useState('')
  const was = seen.hands.find((h) => h.of === who.trim() && !h.corrected)
  const wrong = problem?.byField() ?? {}
  const err = (name: string) => wrong[name] && <div className="err" role="alert">{wrong[name]}</div>
  const must = <i aria-label="必填">*</i>
  const lacks = !who.trim() || !file || (!!was && !reason.trim())
  return (
    <Modal open title="手写签名" width={680} style={{ top: 24 }} mask={{ closable: false }} keyboard={!file} onCancel={onClose} className="sign-dialog" footer={<><Button onClick={onClose}>返回</Button><Button type="primary" loading={busy} disabled={lacks} onClick={() => onSend({ hand_of: who.trim(), hand_file: file, hand_digest: seen.digest }, was ? reason.trim() : '')} data-testid="do-sign">登记签名</Button></>}>
      <div className="col" style={{ gap: 12 }}>
        <div className="sign-what" data-testid="sign-what">
          <div><b>{seen.title}</b><span>{seen.number}</span></div>
          <div className="t12 t2">{[seen.organ, `${seen.issued_on} 签发`].filter(Boolean).join(' · ')}　文件摘要 <span className="mono" title={seen.digest}>{short(seen.digest)}</span></div>
        </div>
        <div className="sign-sheet" tabIndex={0} role="region" aria-label="所签文书的内容">{sheet}</div>
        {problem && <ProblemBox of={problem} kept="没有登记；签名和填写的内容保留。" />}
        <div className="form" style={{ gridTemplateColumns: '1fr' }}>
          <div className="item">
            <label className="lab" htmlFor="sign-who">签名人{must}{seen.signed.length > 0 && <span className="t12">须签名：{seen.signed.join('、')}</span>}</label>
            <AutoComplete id="sign-who" maxLength={60} value={who} onChange={(x: string) => setWho(x ?? '')} options={offered.map((o) => ({ value: o.value, label: o.value === o.title ? o.value : `${o.value}（${o.title}）` }))} placeholder="亲笔签名的人的姓名" />
            {err('hand_of')}
          </div>
          {was && <div className="item"><label className="lab" htmlFor="sign-reason">重签的理由{must}</label><Input.TextArea id="sign-reason" autoSize={{ minRows: 1, maxRows: 3 }} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} /><div className="help">{was.of}已于 {dayTime(was.at)} 签名；重签后原签名保留。</div></div>}
          <div className="item">
            <label className="lab" htmlFor="sign-hand">亲笔签名{must}</label>
            <HandInput field={{ name: 'hand_file', title: '手写签名', type: 'file', handwritten: true }} id="sign-hand" value={file} onChange={(v) => setFile(v as FileValue | null)} invalid={!!wrong.hand_file} />
            <div id="sign-hand-note">{err('hand_file')}{err('hand_digest')}</div>
          </div>
        </div>
        <div className="t12 t2">签名图像与上列文件摘要在同一次办理中记入留痕账本，文书文件不变。手写签名的图像不是印章，也不替代数字证书签名。</div>
      </div>
    </Modal>
  )
}

/** The signatures by hand, as they lie beside the file. */
export function Hands({ of: list, digest }: { of: Hand[]; digest: string }) {
  if (list.length === 0) return null
  return (
    <section className="hands" data-testid="hands" aria-label="手写签名">
      <h3>手写签名<span>与文书文件一并保存，不在文件之内</span></h3>
      {list.map((h) => (
        <figure key={h.at + h.of} className={h.corrected ? 'gone' : undefined}>
          {h.file && <HandPicture file={h.file} />}
          <figcaption><b>{h.of}</b>{dayTime(h.at)}{h.before && `，${h.before}登记`}{h.corrected && `（已重签：${h.corrected}）`}{h.digest && h.digest !== digest && '；所签不是现在的文件'}</figcaption>
        </figure>
      ))}
    </section>
  )
}
