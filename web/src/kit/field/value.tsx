import { Link } from 'react-router'
import { day, dayTime, int, money, yuan } from '../format'
import { MidCut } from '../MidCut'
import { FileName, Files } from './file'
import { HandPicture } from './hand'
import { useLookups, type FieldSpec, type FileValue, type Target } from './spec'

const title = (f: FieldSpec, v: string) => f.options?.find((o) => o.value === v)?.title ?? v

/** A raw value in words, where the server sent no label. */
export function valueText(f: FieldSpec, v: unknown): string {
  if (v === null || v === undefined || v === '') return ''
  switch (f.type) {
    case 'money': return typeof v === 'number' ? money(v) : String(v)
    case 'number':
      if (typeof v !== 'number') return String(v) + (f.unit ? ` ${f.unit}` : '')
      return (f.scale && Number.isInteger(v) ? (v / 10 ** f.scale).toFixed(f.scale) : int(v)) + (f.unit ? ` ${f.unit}` : '')
    case 'date': return day(String(v))
    case 'time': return dayTime(String(v))
    case 'bool': return v ? '是' : '否'
    case 'code': case 'enum': case 'area': return title(f, String(v))
    case 'list': return Array.isArray(v) ? v.map((x) => (typeof x === 'object' && x ? ((x as { name?: string }).name ?? JSON.stringify(x)) : title(f, String(x)))).join('、') : String(v)
    case 'file': return (v as FileValue).name ?? ''
    case 'person': {
      const p = v as { name?: string }
      return typeof v === 'object' ? (p.name ?? '') : String(v)
    }
    case 'subject': case 'reference': {
      const t = v as Target
      return typeof v === 'object' ? t.id : String(v)
    }
    default: return typeof v === 'object' ? JSON.stringify(v) : String(v)
  }
}

/** One value as it stands in a table or among facts. */
export function FieldValue({ field, value, label, cell, masked }: { field: FieldSpec; value: unknown; label?: string; cell?: boolean; masked?: boolean }) {
  const look = useLookups()
  if (masked) return <span className="t2" title="您的岗位看不到此项">已遮蔽</span>
  const text = label || valueText(field, value)
  if (!text) return <span className="zero">—</span>
  if (field.type === 'subject' || field.type === 'reference') {
    const t = value as Target | null
    if (t && typeof t === 'object' && t.id) {
      return (
        <Link to={look.targetUrl(field.type, field.of, t)} onClick={(e) => e.stopPropagation()}>
          {cell ? <MidCut text={text} /> : text}
        </Link>
      )
    }
  }
  const files = field.type === 'list' && field.of === 'file' && Array.isArray(value) ? (value as FileValue[]) : []
  if (files.length > 0) return cell ? <span className="row"><FileName file={files[0]!} />{files.length > 1 && <span className="t2 nowrap">等 {files.length} 件</span>}</span> : <Files files={files} />
  if (field.handwritten && !cell && value && typeof value === 'object') return <HandPicture file={value as FileValue} />
  if (field.type === 'file' && value && typeof value === 'object') return <FileName file={value as FileValue} />
  // The head of the column says 元; another currency says itself.
  if (field.type === 'money' && cell && typeof value === 'number' && (!label || /[\d.,\s](万|亿)?元$/.test(label))) return value === 0 ? <span className="zero">0.00</span> : <>{yuan(value)}</>
  if (field.type === 'number' && Number(value) === 0) return <span className="zero">0</span>
  if (cell && field.type === 'text') return <MidCut text={text.replace(/\s+/g, ' ')} />
  if (cell) return <span title={text.length > 12 ? text : undefined}>{text}</span>
  return <span style={field.multiline ? { whiteSpace: 'pre-wrap' } : undefined}>{text}</span>
}
