// What a person writes by hand on the screen (手写签名): a pad for mouse, pen and finger, a
// picture for whoever cannot write there. The library that draws comes when a pad is shown.
import { Button } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import type SignaturePad from 'signature_pad'
import type { PointGroup } from 'signature_pad'
import { FileInput, FileName } from './file'
import './hand.css'
import type { Props } from './input'
import { useLookups, type FieldSpec, type FileValue } from './spec'

/** Black on white in every theme: it stands for ink on paper. */
const ink = { penColor: '#111', backgroundColor: '#fff', minWidth: 0.9, maxWidth: 3, minDistance: 2, throttle: 8 }

/** What is smaller than this is a slip of the hand, no signature; in px of the screen. */
const slip = 20

/** A signature as it is kept, small, on white. */
export const HandPicture = ({ file, src }: { file: FileValue; src?: string }) => {
  const at = file.url ?? src
  if (!at) return <FileName file={file} />
  const picture = <img className="hand-picture" src={at} alt={file.name} loading="lazy" />
  return file.url ? <a href={file.url} download={file.name} title={file.name}>{picture}</a> : picture
}

/** A file that is written by hand: refused while it is empty; uploaded as a PNG when who writes says so. */
export function HandInput(p: Props) {
  const { field, value, onChange, id, disabled } = p
  const look = useLookups()
  const [upload, setUpload] = useState(false)
  const [seen, setSeen] = useState<{ digest: string; src: string } | null>(null)
  const change = useRef(onChange)
  change.current = onChange
  useEffect(() => () => { if (seen) URL.revokeObjectURL(seen.src) }, [seen])
  const f = value as FileValue | null
  const keep = async (picture: Blob) => {
    const got = await look.upload(new File([picture], `${field.title}.png`, { type: 'image/png' }), () => undefined)
    setSeen({ digest: got.digest, src: URL.createObjectURL(picture) })
    change.current(got)
  }
  return (
    <div role="group" id={id} aria-label={field.title} aria-describedby={`${id}-note`}>
      {f?.digest ? (
        <div className="hand-kept" data-testid={`${id}-kept`}>
          <HandPicture file={f} src={seen?.digest === f.digest ? seen.src : undefined} />
          {!disabled && <Button size="small" onClick={() => onChange(null)} data-testid={`${id}-again`}>重签</Button>}
        </div>
      ) : upload ? <FileInput {...p} id={`${id}-file`} /> : <Pad field={field} id={id} invalid={p.invalid} disabled={disabled} onKeep={keep} />}
      {!f?.digest && !disabled && <button type="button" className="link t13" onClick={() => setUpload(!upload)} data-testid={`${id}-other`}>{upload ? '改为手写' : '不便手写的，上传签名图片'}</button>}
    </div>
  )
}

function Pad({ field, id, invalid, disabled, onKeep }: { field: FieldSpec; id: string; invalid?: boolean; disabled?: boolean; onKeep: (picture: Blob) => Promise<void> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const pad = useRef<SignaturePad | null>(null)
  const [ready, setReady] = useState<boolean | null>(false)
  const [strokes, setStrokes] = useState(0)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const count = useCallback(() => { setStrokes(pad.current?.toData().length ?? 0); setWrong('') }, [])
  useEffect(() => {
    const at = canvas.current!
    let gone = false
    let width = 0
    // One point of the screen is as many of the canvas as it has; what was written stays, and fits.
    const fit = () => {
      const own = pad.current
      const [w, h, ratio] = [at.clientWidth, at.clientHeight, window.devicePixelRatio || 1]
      if (!own || !w || (at.width === Math.round(w * ratio) && at.height === Math.round(h * ratio))) return
      const data = own.toData()
      const k = width && w < width ? w / width : 1
      width = w
      at.width = Math.round(w * ratio)
      at.height = Math.round(h * ratio)
      at.getContext('2d')!.scale(ratio, ratio)
      own.clear()
      own.fromData(moved(data, k, 0, 0))
    }
    const watch = new ResizeObserver(fit)
    import('signature_pad').then(({ default: Own }) => {
      if (gone) return
      pad.current = new Own(at, ink)
      pad.current.addEventListener('endStroke', count)
      if (disabled) pad.current.off()
      fit()
      watch.observe(at)
      window.addEventListener('resize', fit)
      setReady(true)
    }).catch(() => { if (!gone) setReady(null) })
    return () => {
      gone = true
      watch.disconnect()
      window.removeEventListener('resize', fit)
      pad.current?.off()
      pad.current = null
    }
  }, [count, disabled])
  const undo = () => { const own = pad.current!; own.fromData(own.toData().slice(0, -1)); count() }
  const clear = () => { pad.current!.clear(); count() }
  const take = async () => {
    const data = pad.current?.toData() ?? []
    const box = bounds(data)
    if (!box || Math.max(box.w, box.h) < slip) return setWrong(data.length === 0 ? '还没有签名' : '写的太小，不是签名；请清除后重签')
    setBusy(true)
    setWrong('')
    try {
      await onKeep(await picture(data, box))
    } catch (e) {
      const p = e as { fields?: { text: string }[]; message?: string }
      setWrong(`没有保存：${p.fields?.[0]?.text || p.message || '请稍后重试'}；写的还在，可以再试`)
    } finally {
      setBusy(false)
    }
  }
  if (ready === null) return <div className="err" role="alert">手写板没有打开，请检查网络后重试，或者上传签名图片。</div>
  return (
    <>
      <div className={'hand-pad' + (invalid || wrong ? ' bad' : '') + (disabled ? ' off' : '')}>
        <canvas ref={canvas} role="img" aria-label={`${field.title}：手写板，用鼠标、触笔或者手指书写；已写 ${strokes} 笔`} aria-busy={!ready} data-testid={`${id}-pad`} />
        {strokes === 0 && <span className="here" aria-hidden>{disabled ? '不能签名' : ready ? '请在此处签名' : '正在打开手写板'}</span>}
      </div>
      {!disabled && (
        <div className="hand-tools">
          <Button size="small" disabled={strokes === 0 || busy} onClick={undo} data-testid={`${id}-undo`}>撤销一笔</Button>
          <Button size="small" disabled={strokes === 0 || busy} onClick={clear} data-testid={`${id}-clear`}>清除</Button>
          <Button size="small" type="primary" ghost loading={busy} disabled={!ready} onClick={take} data-testid={`${id}-take`}>确认签名</Button>
        </div>
      )}
      {wrong && <div className="err" role="alert">{wrong}</div>}
    </>
  )
}

type Box = { x: number; y: number; w: number; h: number }

/** Where the strokes are; nothing without any. */
function bounds(data: PointGroup[]): Box | null {
  const all = data.flatMap((g) => g.points)
  if (all.length === 0) return null
  const [x, y] = [Math.min(...all.map((p) => p.x)), Math.min(...all.map((p) => p.y))]
  return { x, y, w: Math.max(...all.map((p) => p.x)) - x, h: Math.max(...all.map((p) => p.y)) - y }
}

/** Strokes moved, and made smaller. */
const moved = (data: PointGroup[], k: number, dx: number, dy: number): PointGroup[] =>
  data.map((g) => ({ ...g, points: g.points.map((p) => ({ ...p, x: (p.x + dx) * k, y: (p.y + dy) * k })) }))

/** The strokes alone as a PNG, drawn anew: as sharp from an old screen as from a new one. */
async function picture(data: PointGroup[], box: Box): Promise<Blob> {
  const { default: Own } = await import('signature_pad')
  const [edge, ratio] = [12, 3]
  const c = document.createElement('canvas')
  c.width = Math.ceil((box.w + 2 * edge) * ratio)
  c.height = Math.ceil((box.h + 2 * edge) * ratio)
  const own = new Own(c, ink)
  c.getContext('2d')!.scale(ratio, ratio)
  own.fromData(moved(data, 1, edge - box.x, edge - box.y))
  own.off()
  return new Promise((done, fail) => c.toBlob((b) => (b ? done(b) : fail(new Error('图像没有生成'))), 'image/png'))
}
