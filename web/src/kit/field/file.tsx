import { PaperClipOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { bytes } from '../format'
import { MidCut } from '../MidCut'
import type { Props } from './input'
import { useLookups, type FileValue } from './spec'

/** The name of an attached file, cut in the middle, whole on hover; a link once the record holds it. */
export const FileName = ({ file }: { file: FileValue }) => {
  const name = <span className="file"><PaperClipOutlined /><MidCut text={file.name} tail={8} /></span>
  return file.url ? <a href={file.url} download={file.name} title={file.name} className="file-box" onClick={(e) => e.stopPropagation()}>{name}</a> : <span title={file.name} className="file-box">{name}</span>
}

/** Endings of the pictures that stand for a hand. */
const pictures = ['png', 'jpg', 'jpeg']

/** How large a picture may be to be drawn small beside its name. */
const small = 10 << 20

/** Files that a record holds: picture, name, size, each to be taken down. */
export const Files = ({ files, onDrop }: { files: FileValue[]; onDrop?: (i: number) => void }) => (
  <ul className="files" data-testid="files">
    {files.map((f, i) => (
      <li key={f.digest + i}>
        {f.url && /^image\/(png|jpeg|gif|webp)$/.test(f.type) && f.size <= small ? <a href={f.url} download={f.name} tabIndex={-1}><img src={f.url} alt={f.name} loading="lazy" /></a> : <span className="ending" aria-hidden>{/\.([^.]{1,5})$/.exec(f.name)?.[1]?.toUpperCase() ?? '文件'}</span>}
        <FileName file={f} />
        <span className="t2 t12 nowrap">{bytes(f.size)}</span>
        {onDrop && <button type="button" className="link t13 nowrap" aria-label={`去掉${f.name}`} onClick={() => onDrop(i)}>去掉</button>}
      </li>
    ))}
  </ul>
)

/** Several files, attached one after the other. */
export function FilesInput(p: Props) {
  const files = (Array.isArray(p.value) ? p.value : []) as FileValue[]
  const held = useRef(files)
  held.current = files
  const put = (next: FileValue[]) => { held.current = next; p.onChange(next.length > 0 ? next : null) }
  return (
    <>
      {files.length > 0 && <Files files={files} onDrop={p.disabled ? undefined : (i) => put(held.current.filter((_, j) => j !== i))} />}
      <FileInput {...p} value={null} onChange={(v) => v && put([...held.current, v as FileValue])} />
    </>
  )
}

/** A file to be attached: refused at once when it is too large or not of a kind that is taken. */
export function FileInput({ field, value, onChange, id, disabled, invalid }: Props) {
  const look = useLookups()
  const pick = useRef<HTMLInputElement>(null)
  const [done, setDone] = useState<number | null>(null)
  const [failed, setFailed] = useState('')
  const { max } = look.files
  const types = field.handwritten ? look.files.types.filter((t) => pictures.includes(t)) : look.files.types
  // What is uploaded goes where the form stands when it has come, not where it stood at the picking.
  const change = useRef(onChange)
  change.current = onChange
  const f = value as FileValue | null
  const take = async (file: File | undefined) => {
    if (!file) return
    const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? ''
    if (types.length > 0 && !types.includes(ending)) return setFailed(`“${file.name}”不是可以上传的文件；可以上传${field.handwritten ? ' PNG 或者 JPEG 图片' : ' PDF、OFD、图片、Office 或 WPS 文档、文本、音视频和 ZIP'}`)
    if (max > 0 && file.size > max) return setFailed(`“${file.name}”有 ${bytes(file.size)}，超过了 ${bytes(max)} 的上限；请压缩或拆开后再上传`)
    if (file.size === 0) return setFailed(`“${file.name}”是空的，请换一个文件`)
    setFailed('')
    setDone(0)
    try {
      const got = await look.upload(file, (d, t) => setDone(Math.round((d / t) * 100)))
      change.current(got)
    } catch (e) {
      setFailed(`“${file.name}”没有上传：${why(e)}`)
    } finally {
      setDone(null)
    }
  }
  return (
    <>
      <div className="row" style={{ minHeight: 32 }}>
        <input ref={pick} type="file" hidden accept={types.map((t) => '.' + t).join(',')} data-testid={`${id}-pick`} onChange={(e) => { void take(e.target.files?.[0]); e.target.value = '' }} />
        {f?.digest && (
          <>
            <FileName file={f} />
            <span className="t2 t12 nowrap">{bytes(f.size)}</span>
          </>
        )}
        {done !== null ? <span className="t2 nowrap" role="status">正在上传 {done}%</span> : (
          <Button id={id} size={f?.digest ? 'small' : undefined} disabled={disabled} danger={invalid || !!failed} aria-describedby={`${id}-note`} onClick={() => pick.current?.click()} icon={f?.digest ? undefined : <PaperClipOutlined />}>{f?.digest ? '换文件' : '选择文件'}</Button>
        )}
        {f?.digest && done === null && !disabled && <button type="button" className="link t13 nowrap" onClick={() => { setFailed(''); onChange(null) }}>去掉</button>}
      </div>
      {failed ? <div className="err" role="alert">{failed}</div> : max > 0 && !f?.digest && <div className="help">不超过 {bytes(max)}</div>}
    </>
  )
}

/** What the server said of the file, else of the call. */
function why(e: unknown): string {
  const p = e as { fields?: { text: string }[]; message?: string }
  return p.fields?.[0]?.text || p.message || '请稍后重试'
}
