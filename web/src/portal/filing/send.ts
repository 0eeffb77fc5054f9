// Sending: a slip with its work, the attachments under it, the filing. All of it may
// be sent again: one slip files once and answers with the same receipt.
import { asProblem, Problem, send } from '../../api/client'
import type { Receipt } from '../progress/data'
import { body, type Draft, type Slip } from './form'
import { getFile } from './keep'
import { work } from './work'

type Given = { slip: string; bits: number; phone: boolean; most_files: number; most_bytes: number }

const life = 23 * 3600_000

/** The slip of a draft: the one it has while it is good, else a new one. */
export async function slipOf(had: Slip | null): Promise<Slip> {
  if (had && Date.now() - had.at < life) return had
  const given = (await send<Given>('POST', '/api/public/filing/slip', { body: {} })).body
  return { slip: given.slip, nonce: await work(given.slip, given.bits), at: Date.now(), phone: given.phone, uploaded: {} }
}

/** Uploads one attachment under a slip. */
export async function putUp(slip: Slip, key: string, name: string) {
  if (slip.uploaded[key]) return slip.uploaded[key]
  const f = await getFile(key)
  if (!f) throw new Problem({ status: 422, title: '附件不在了', detail: `“${name}”已不在这台设备上，请去掉后重新选择。`, fields: [{ name: 'files', text: `“${name}”已不在这台设备上，请去掉后重新选择` }] })
  const form = new FormData()
  form.append('file', f, name)
  const up = await send<Record<string, unknown>>('POST', '/api/public/filing/files', { form, headers: { 'X-Slip': slip.slip } }).then((r) => r.body, (e: unknown) => {
    const p = asProblem(e)
    if (p.status !== 422 && p.status !== 413) throw p
    // Said at the question of the attachments, of which of them it is true.
    const text = `“${name}”没有收下：${p.byField().file ?? p.detail ?? p.title}`
    throw new Problem({ status: 422, title: '附件没有收下', detail: text, fields: [{ name: 'files', text }] })
  })
  slip.uploaded[key] = up
  return up
}

/** Sends a draft. `tell` says how far it is, `keep` keeps the slip with the draft before anything is sent under it. */
export async function file(d: Draft, tell: (s: string) => void, keep: (s: Slip) => void): Promise<Receipt> {
  tell('正在准备')
  const slip = await slipOf(d.slip)
  keep(slip)
  const files: unknown[] = []
  for (const [i, f] of d.files.entries()) {
    tell(`正在上传附件，第 ${i + 1} 个，共 ${d.files.length} 个`)
    files.push(await putUp(slip, f.key, f.name))
    keep(slip)
  }
  tell('正在提交')
  try {
    return (await send<Receipt>('POST', '/api/public/filing', { body: body(d, slip, files) })).body
  } catch (e) {
    const p = asProblem(e)
    // It had arrived before, and was changed since: what is registered counts.
    if (p.code === 'record.key_reused' || p.code === 'complaint.filed') return (await send<Receipt>('POST', '/api/public/filing/receipt', { body: { slip: slip.slip, origin: location.origin } })).body
    throw p
  }
}
