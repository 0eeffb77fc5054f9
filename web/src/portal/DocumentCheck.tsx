import { useEffect, useState } from 'react'
import { usePage } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { dayTime, int } from '../kit/format'
import { certificateLine, signatureState, signatureTone, signedWhen, type Signature } from '../kit/signature'
import { SignatureFile } from '../kit/SignatureFile'
import { Status } from '../kit/Status'
import { useSite } from './data'
import type { Checked, Proof } from './verify/proof'

type Doc = {
  title: string; organ: string; number: string; issued_on: string; valid: boolean; state: string; voided_on?: string; digest: string; signed_by: string; demo: boolean
  signatures: Signature[]; record: { area: string; id: string }; ledger_algorithm: string; ledger_key: string
  hands: { of: string; at: string; digest: string }[]; values: Record<string, unknown>; proofs: { act: string; fields: string[]; proof: Proof }[]
}

/** What a copy says it is, checked: whose it is, whether it stands, and whether the file in hand is the one that was signed. */
export default function DocumentCheck({ code }: { code: string }) {
  const load = useLoad<Doc>(`/api/public/documents/${encodeURIComponent(code)}`)
  usePage('文书核验', useSite()?.office)
  if (load.problem) {
    return (
      <div className="wrap">
        <h1 className="unseen">文书核验</h1>
        <Failed of={load.problem} retry={load.problem.status === 404 ? undefined : load.again} />
      </div>
    )
  }
  if (!load.data) return <div className="wrap"><Waiting rows={8} /></div>
  const d = load.data
  const unread = d.signatures.some((s) => s.state === 'unread')
  return (
    <div className="biz one" data-testid="document-check">
      <div className="biz-main">
        <p className="quiet">文书核验</p>
        <h1 className="page-title">{d.title}</h1>
        <div className="one-period"><Status tone={d.valid ? 'ok' : 'over'}>{d.state}</Status>{d.voided_on && <span className="quiet">　{d.voided_on} 作废</span>}</div>
        {unread && <p className="card doc-unread" role="alert" data-testid="file-unread"><b>本局保存的电子文件现在读不出来</b>名称、机关、文号、日期和是否有效以本页的登记为准；电子签名现在不能验证。您手中的文件仍可以在本页比对；需要原件的，请向{d.organ}索取。</p>}
        <dl className="card sheet-facts">
          <div><dt>签发机关</dt><dd>{d.organ}</dd></div>
          {d.number && <div><dt>文号</dt><dd>{d.number}</dd></div>}
          <div><dt>签发日期</dt><dd>{d.issued_on}</dd></div>
          <div><dt>电子签名</dt><dd data-testid="signatures">{d.signatures.map((s, i) => <SignatureRow key={i} of={s} name={d.number || d.title} />)}</dd></div>
          {d.hands.length > 0 && <div><dt>手写签名</dt><dd data-testid="hands">{d.hands.map((h) => <span key={h.at + h.of} style={{ display: 'block' }}>{h.of}　{dayTime(h.at)}{h.digest && h.digest !== d.digest && <span className="quiet small">　所签不是此文件</span>}</span>)}</dd></div>}
          <div><dt>文件摘要</dt><dd className="mono" style={{ wordBreak: 'break-all' }}>{d.digest}</dd></div>
        </dl>
        <p className="quiet small after">电子签名由本系统对照受信任的根证书验证，没有查询证书是否被吊销；PDF 内的签名也可以用阅读器自行验证。本页只说明文书由谁签发、是否有效、有无改动，不显示当事人全名和内容。请核对纸面上的名称、文号、日期与此处相同。</p>
      </div>
      <aside className="card"><section className="proof"><Compare of={d} /><LedgerCheck of={d} /></section></aside>
    </div>
  )
}

/** One signature, as the server checked it against the file it keeps. */
function SignatureRow({ of: s, name }: { of: Signature; name: string }) {
  const certificate = certificateLine(s)
  return (
    <div className="signed-row">
      <p className="row"><b>{s.title}</b><Status tone={signatureTone(s)}>{signatureState(s)}</Status></p>
      {s.why && <p className={s.state === 'valid' ? 'quiet small' : 'small'}>{s.why}</p>}
      {s.by && s.by !== s.title && <p className="small">签名人　{s.by}</p>}
      {certificate && <p className="quiet small">证书　{certificate}</p>}
      <p className="quiet small">时间　{signedWhen(s)}</p>
      {s.demo && <p className="quiet small">演示用，不具有印章的效力。</p>}
      {!s.inside && s.serial && <p className="quiet small">签名在文件之外，适用支持国密的验签工具。<SignatureFile of={s} name={name} /></p>}
    </div>
  )
}

/** Compares a file with the digest that was signed; it never leaves the browser. */
function Compare({ of: d }: { of: Doc }) {
  const [said, setSaid] = useState<{ same: boolean; name: string } | null>(null)
  const [wrong, setWrong] = useState('')
  const take = async (f: File | undefined) => {
    if (!f) return
    setWrong('')
    setSaid(null)
    try {
      const { sha256 } = await import('./verify/suite')
      const sum = await sha256(new Uint8Array(await f.arrayBuffer()))
      setSaid({ same: [...sum].map((x) => x.toString(16).padStart(2, '0')).join('') === d.digest, name: f.name })
    } catch {
      setWrong('这个文件读不出来，请另选。')
    }
  }
  return (
    <>
      <header><h2>核对电子文件</h2></header>
      <label className="doc-drop" onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); void take(e.dataTransfer.files[0]) }}>
        <span>选择或者拖入收到的 PDF，在您的浏览器中比对，不会上传。</span>
        <input type="file" accept="application/pdf,.pdf" onChange={(e) => void take(e.target.files?.[0])} />
      </label>
      <p role="status" data-testid="compared">
        {said?.same && <Status tone="ok">与签发的文件完全相同</Status>}
        {said && !said.same && <Status tone="over">与签发的文件不同，内容可能被改动</Status>}
        {wrong}
      </p>
    </>
  )
}

/** Checks here that number, day and digest stand in the signed ledger. */
function LedgerCheck({ of: d }: { of: Doc }) {
  const [out, setOut] = useState<{ ok?: Checked[]; why?: string }>({})
  useEffect(() => {
    let here = true
    void (async () => {
      try {
        if (d.proofs.length === 0) throw new Error('刚刚签发，还没有写入存证点，请稍后再看')
        const { check } = await import('./verify/proof')
        const ok: Checked[] = []
        for (const p of d.proofs) ok.push(await check(p.proof, d.record.area, d.record.id, p.fields, d.values, d.ledger_algorithm, d.ledger_key))
        const pdf = d.values.pdf as { digest?: string } | undefined
        if (pdf && pdf.digest !== d.digest) throw new Error('账本中的摘要与此页的不同')
        // Each line: the digest of the file that was signed, that of the hand.
        if ((d.values.hands as string[] | undefined)?.some((line) => !line.startsWith(d.digest + ' '))) throw new Error('账本中的手写签名不在此文件之上')
        if (here) setOut({ ok })
      } catch (e) {
        if (here) setOut({ why: e instanceof Error ? e.message : String(e) })
      }
    })()
    return () => { here = false }
  }, [d])
  return (
    <>
      <header><h2>账本证明</h2></header>
      <p className="verdict" role="status" data-testid="ledger-check">
        {out.ok && <Status tone="ok">与账本一致</Status>}
        {out.why && <Status tone="paused">{out.why}</Status>}
        {!out.ok && !out.why && <Status tone="paused">正在验证</Status>}
      </p>
      {out.ok?.map((c) => <p key={c.leaf.act} className="quiet small">{c.fields.map((f) => names[f] ?? f).join('、')}：账本第 {int(c.seq)} 号</p>)}
    </>
  )
}

const names: Record<string, string> = { title: '名称', organ: '机关', document_no: '文号', issued_on: '签发日期', pdf: '文件摘要', signed_by: '签名方式', hands: '手写签名及所签文件' }
