// A filter is what a chip holds; it lives in the address as text and goes to the server as CEL.
import type { FieldSpec } from './spec'

export type Filter =
  | { op: 'in'; values: string[] }
  | { op: 'has'; text: string }
  | { op: 'range'; from: string; to: string }
  | { op: 'null' }
  | { op: 'set' }

export type Filters = Record<string, Filter>

const quote = (s: string) => JSON.stringify(s)

/** `in:a|b`, `~text`, `2020-01-01..2020-12-31`, `null`, `set`. */
export function encode(f: Filter): string {
  switch (f.op) {
    case 'in': return 'in:' + f.values.map((v) => encodeURIComponent(v)).join('|')
    case 'has': return '~' + f.text
    case 'range': return `${f.from}..${f.to}`
    default: return f.op
  }
}

export function decode(s: string): Filter | null {
  if (s === 'null' || s === 'set') return { op: s }
  if (s.startsWith('in:')) {
    const values = s.slice(3).split('|').filter(Boolean).map(decodeURIComponent)
    return values.length ? { op: 'in', values } : null
  }
  if (s.startsWith('~')) return s.length > 1 ? { op: 'has', text: s.slice(1) } : null
  const i = s.indexOf('..')
  if (i >= 0) {
    const from = s.slice(0, i)
    const to = s.slice(i + 2)
    return from || to ? { op: 'range', from, to } : null
  }
  return null
}

export function fromParams(params: URLSearchParams): Filters {
  const out: Filters = {}
  for (const [k, v] of params) {
    if (!k.startsWith('f.')) continue
    const f = decode(v)
    if (f) out[k.slice(2)] = f
  }
  return out
}

/** What may be asked of a field of this type. */
export function askable(f: FieldSpec): 'in' | 'has' | 'range' | 'bool' | 'presence' | null {
  if (f.readable === false || f.secret) return null
  switch (f.type) {
    case 'code': case 'enum': case 'area': return 'in'
    case 'list': return 'in'
    case 'bool': return 'bool'
    case 'date': case 'number': case 'money': case 'time': return 'range'
    case 'text': case 'person': case 'subject': return 'has'
    default: return 'presence'
  }
}

function literal(f: FieldSpec, s: string): string {
  switch (f.type) {
    case 'money': return `fen(${Math.round(Number(s) * 100)})`
    case 'number': return f.scale ? Number(s).toFixed(f.scale) : String(Math.trunc(Number(s)))
    case 'date': return `date(${quote(s)})`
    case 'time': return `start_of(${quote(s)})`
    default: return quote(s)
  }
}

const nextDay = (s: string) => new Date(Date.parse(s + 'T00:00:00Z') + 86_400_000).toISOString().slice(0, 10)

function one(f: FieldSpec, x: Filter): string {
  switch (x.op) {
    case 'null': return f.type === 'list' ? `size(${f.name}) == 0` : `${f.name} == null`
    case 'set': return f.type === 'list' ? `size(${f.name}) > 0` : `${f.name} != null`
    case 'has': return `${f.type === 'subject' ? `${f.name}.name` : f.name}.contains(${quote(x.text)})`
    case 'range': {
      const from = x.from ? `${f.name} >= ${literal(f, x.from)}` : ''
      const to = !x.to ? '' : f.type === 'time' ? `${f.name} < ${literal(f, nextDay(x.to))}` : `${f.name} <= ${literal(f, x.to)}`
      return [from, to].filter(Boolean).join(' && ')
    }
    case 'in':
      if (f.tree) {
        const any = x.values.map((v) => f.tree!.bounds(v)).map(([from, to]) => `${f.name} >= ${quote(from)} && ${f.name} < ${quote(to)}`)
        return any.length > 1 ? `(${any.map((a) => `(${a})`).join(' || ')})` : any[0]
      }
      if (f.type === 'bool') return `${f.name} == ${x.values[0]}`
      if (f.type === 'list') {
        const any = x.values.map((v) => `${quote(v)} in ${f.name}`)
        return any.length > 1 ? `(${any.join(' || ')})` : any[0]
      }
      return x.values.length === 1 ? `${f.name} == ${quote(x.values[0])}` : `${f.name} in [${x.values.map(quote).join(', ')}]`
  }
}

/** All chips as one CEL expression. */
export function cel(fields: FieldSpec[], filters: Filters): string {
  const out: string[] = []
  for (const [name, x] of Object.entries(filters)) {
    const f = fields.find((y) => y.name === name)
    if (f) out.push(one(f, x))
  }
  return out.join(' && ')
}
