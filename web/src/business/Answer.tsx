import { useState } from 'react'
import { asProblem, upload, type Problem } from '../api/client'
import { act, type Act, type Full, type Item } from './api'
import { answers } from './guiding'
import { Line, Refused } from './parts'

type Stored = { digest: string; name: string; size: number; type: string }

/** One answer of the business to what it was sent: words and pictures, given once. */
export function Answer({ of, by, done }: { of: Item; by: Act; done: (f: Full) => void }) {
  const form = answers[by.name]
  const [v, setV] = useState<Record<string, string>>({})
  const [files, setFiles] = useState<Record<string, Stored>>({})
  const [sending, setSending] = useState('')
  const [refused, setRefused] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [open, setOpen] = useState(by.name !== 'ask_longer')
  if (!form) return null
  const bad = refused?.byField() ?? {}
  const put = async (name: string, one?: File) => {
    if (!one) return
    setRefused(null)
    setSending(name)
    try {
      const stored = await upload<Stored>('/api/business/files', one, () => undefined).promise
      setFiles((f) => ({ ...f, [name]: stored }))
    } catch (e) {
      setRefused(asProblem(e))
    } finally {
      setSending('')
    }
  }
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setRefused(null)
    const values: Record<string, unknown> = { ...files }
    for (const l of form.lines) if (v[l.name]) values[l.name] = l.sort === 'number' ? Number(v[l.name]) : v[l.name]
    try {
      done(await act(of, by.name, values))
    } catch (err) {
      setRefused(asProblem(err))
      setBusy(false)
    }
  }
  const missing = form.lines.some((l) => by.needs.includes(l.name) && !v[l.name]?.trim())
  if (!open) return <div className="acts"><button type="button" className="btn" onClick={() => setOpen(true)}>{form.title}</button></div>
  return (
    <form className="card box pad" aria-label={form.title} noValidate onSubmit={submit}>
      <h2>{form.title}</h2>
      <p className="small quiet">{form.hint}</p>
      <Refused of={refused} known={form.lines.map((l) => l.name)} />
      {form.lines.map((l) => {
        const id = `${by.name}-${l.name}`
        const may = by.needs.includes(l.name) ? '' : '（可以不填）'
        return (
          <Line key={l.name} id={id} label={l.label + may} error={bad[l.name]}>
            {l.sort === 'text' && <textarea id={id} className="in" rows={3} maxLength={2000} value={v[l.name] ?? ''} onChange={(e) => setV({ ...v, [l.name]: e.target.value })} />}
            {l.sort === 'number' && <input id={id} className="in" inputMode="numeric" style={{ maxWidth: 120 }} value={v[l.name] ?? ''} onChange={(e) => setV({ ...v, [l.name]: e.target.value.replace(/\D/g, '') })} />}
            {l.sort === 'file' && (
              <>
                <label className="btn pick" htmlFor={id}>选择文件</label>
                <input id={id} className="unseen" type="file" accept="image/*,.pdf" onChange={(e) => void put(l.name, e.target.files?.[0])} />
                <span className="small" role="status">
                  {sending === l.name && ' 正在上传…'}
                  {files[l.name] && sending !== l.name && <> 已收到 {files[l.name].name} <button type="button" className="btn-text link" onClick={() => setFiles(({ [l.name]: _, ...rest }) => rest)}>去掉</button></>}
                </span>
              </>
            )}
          </Line>
        )
      })}
      <button className="btn btn-primary" disabled={busy || sending !== '' || missing}>{busy ? '正在提交…' : form.button}</button>
    </form>
  )
}
