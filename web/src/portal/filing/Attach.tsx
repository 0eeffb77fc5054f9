import { useState } from 'react'
import { Icon } from '../../face/Icon'
import { bytes } from '../../kit/format'
import type { Kept } from './form'
import { dropFile, putFile } from './keep'
import type { Asked } from './Questions'

export const mostFiles = 9
const mostBytes = 10 << 20
const accept = 'image/*,.pdf,.doc,.docx,.xls,.xlsx,.txt,video/mp4,audio/*'
const sorts = '照片、PDF、音视频、Word、Excel 或者纯文本'

/** Whether the server takes such a file; it looks into it besides. */
const taken = (f: File) => /^(image\/(?!svg)|video\/|audio\/)/.test(f.type) || /\.(jpe?g|png|webp|gif|heic|heif|bmp|pdf|docx?|xlsx?|txt|mp4|mov|3gp|mp3|m4a|amr|wav|aac)$/i.test(f.name)

const longest = 2000 // of a photograph's longer side: enough to read a receipt

/** A photograph of a telephone is several megabytes: it is made smaller here, where it is large. */
export async function smaller(f: File): Promise<{ file: Blob; name: string }> {
  if (!/^image\/(jpeg|png|webp)$/.test(f.type) || f.size < 1 << 20) return { file: f, name: f.name }
  try {
    const map = await createImageBitmap(f)
    const scale = Math.min(1, longest / Math.max(map.width, map.height))
    const c = document.createElement('canvas')
    c.width = Math.round(map.width * scale)
    c.height = Math.round(map.height * scale)
    c.getContext('2d')!.drawImage(map, 0, 0, c.width, c.height)
    const out = await new Promise<Blob | null>((done) => c.toBlob(done, 'image/jpeg', 0.85))
    return out && out.size < f.size ? { file: out, name: f.name.replace(/\.[^.]*$/, '') + '.jpg' } : { file: f, name: f.name }
  } catch {
    return { file: f, name: f.name } // a format this browser cannot draw
  }
}

/** Photographs and papers, kept on the device until the form is sent. */
export function Attach({ d, set, bad }: Pick<Asked, 'd' | 'set' | 'bad'>) {
  return <Files files={d.files} set={(files) => set({ files })} error={bad.files} />
}

export function Files({ files, set, error }: { files: Kept[]; set: (f: Kept[]) => void; error?: string }) {
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState('')
  const take = async (list: FileList | null) => {
    setWhy('')
    setBusy(true)
    const out = [...files]
    const no: string[] = []
    for (const f of Array.from(list ?? [])) {
      if (out.length >= mostFiles) {
        no.push(`最多 ${mostFiles} 个，多出的没有加上`)
        break
      }
      if (!taken(f)) {
        no.push(`“${f.name}”不是${sorts}，没有加上`)
        continue
      }
      const s = await smaller(f)
      if (s.file.size > mostBytes) no.push(`“${f.name}”${bytes(f.size) === bytes(mostBytes) ? '' : `有 ${bytes(f.size)}，`}超过 ${bytes(mostBytes)}，没有加上`)
      else if (s.file.size === 0) no.push(`“${f.name}”是空的，没有加上`)
      else {
        const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`
        await putFile(key, s.file)
        out.push({ key, name: s.name, size: s.file.size })
      }
    }
    setWhy(no.join('；'))
    set(out)
    setBusy(false)
  }
  return (
    <div className="attach">
      {files.length > 0 && (
        <ul className="card">
          {files.map((f) => (
            <li key={f.key}>
              <Icon name="paper" size={20} />
              <span className="grow breaks">{f.name} <span className="small quiet">{bytes(f.size)}</span></span>
              <button type="button" className="link" aria-label={`去掉 ${f.name}`} onClick={() => { void dropFile(f.key); set(files.filter((x) => x.key !== f.key)) }}>去掉</button>
            </li>
          ))}
        </ul>
      )}
      <label className={busy || files.length >= mostFiles ? 'btn btn-l pick off' : 'btn btn-l pick'}>
        <Icon name="paper" /> {busy ? '正在处理' : files.length ? '再加' : '拍照或选择文件'}
        <input className="unseen" type="file" multiple disabled={busy || files.length >= mostFiles} accept={accept} onChange={(e) => { void take(e.target.files); e.target.value = '' }} />
      </label>
      <p className="small quiet">最多 {mostFiles} 个，每个不超过 {bytes(mostBytes)}。请遮住与此事无关的个人信息。</p>
      {(why || error) && <p className="small err" role="alert">{why || error}</p>}
    </div>
  )
}
