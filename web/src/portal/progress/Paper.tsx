import { useState } from 'react'
import { asProblem, send } from '../../api/client'
import { Icon } from '../../face/Icon'
import { Link } from '../../face/route'
import type { Key, Paper } from './data'

/** A document that was served on the holder of the receipt: its file, and the public check of it. */
export function PaperLine({ of: p, by }: { of: Paper; by: Key }) {
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const fetchIt = async () => {
    setBusy(true)
    setWrong('')
    try {
      const got = await send<Blob>('POST', '/api/public/progress/document', { body: { ...by, area: p.area, id: p.id }, blob: true })
      const a = document.createElement('a')
      a.href = URL.createObjectURL(got.body)
      a.download = `${p.title}.pdf`
      a.click()
      setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
    } catch (e) {
      const x = asProblem(e)
      setWrong(x.detail || x.title)
    } finally {
      setBusy(false)
    }
  }
  return (
    <li>
      <div className="row">
        <span className="grow breaks"><b>{p.title}</b>{p.void && <span className="late">已作废</span>}<span className="small quiet">{p.number}　<span className="nowrap">{p.issued_on}</span></span></span>
        <button type="button" className="btn" disabled={busy} aria-label={`${busy ? '正在取' : 'PDF'} ${p.title}`} onClick={() => void fetchIt()}><Icon name="download" size={18} /> {busy ? '正在取' : 'PDF'}</button>
      </div>
      <Link className="small" to={`/d/${p.check}`}>核验这份文书</Link>
      {wrong && <p className="small err" role="alert">{wrong}</p>}
    </li>
  )
}
