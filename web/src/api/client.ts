// One door to the server: every call goes through send, every failure is a Problem.
import { actAsOneself, behalf } from './behalf'

export type ProblemField = { name: string; code?: string; text: string }

/** A failure as RFC 9457 tells it, with the id a user can quote. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly id: string
  readonly fields: ProblemField[]
  constructor(p: { status: number; code?: string; title?: string; detail?: string; id?: string; fields?: ProblemField[] | null }) {
    super(p.detail || p.title || '请求未成功')
    this.status = p.status
    this.code = p.code ?? ''
    this.title = p.title || titles[p.status] || '请求未成功'
    this.detail = p.detail ?? ''
    this.id = p.id ?? ''
    this.fields = p.fields ?? []
  }
  /** The connection, not the server, failed. */
  get offline() {
    return this.status === 0
  }
  /** The texts of the fields by name, the first one of each. */
  byField(): Record<string, string> {
    const out: Record<string, string> = {}
    for (const f of this.fields) out[f.name] ??= f.text
    return out
  }
}

const titles: Record<number, string> = {
  0: '连不上服务器',
  401: '请重新登录',
  403: '没有权限',
  404: '没有找到',
  409: '状态已变，未办理',
  412: '记录已被他人修改',
  413: '文件过大',
  422: '内容有误',
  428: '缺少版本号',
  429: '请求过于频繁，请稍后再试',
  500: '服务器内部错误',
  502: '服务器暂时不可用',
  503: '服务器暂时不可用',
  504: '服务器没有及时答复',
}

export function asProblem(e: unknown): Problem {
  if (e instanceof Problem) return e
  return new Problem({ status: 0, detail: '请检查网络；已填写的内容保留在本页。' })
}

type Query = Record<string, string | number | boolean | string[] | null | undefined>

export function url(path: string, query?: Query) {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query ?? {})) {
    if (Array.isArray(v)) for (const x of v) q.append(k, x)
    else if (v !== undefined && v !== null && v !== '') q.set(k, String(v))
  }
  const s = q.toString()
  return s ? `${path}?${s}` : path
}

export type Sent<T> = { body: T; etag: string; status: number }

/** `blob`: the answer is a file, no JSON. */
type Options = { body?: unknown; form?: FormData; headers?: Record<string, string>; signal?: AbortSignal; blob?: boolean }

/** Sends one request; resolves with body and ETag, rejects with a Problem. */
export async function send<T>(method: string, path: string, o: Options = {}): Promise<Sent<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', ...o.headers }
  if (method !== 'GET' && method !== 'HEAD') headers['X-Requested-With'] = 'hengjian'
  const stands = behalf()
  if (stands) headers['On-Behalf-Of'] = stands.id
  let body: BodyInit | undefined
  if (o.form) body = o.form
  else if (o.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(o.body)
  }
  let res: Response
  try {
    res = await fetch(path, { method, headers, body, signal: o.signal, credentials: 'same-origin' })
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw new Problem({ status: 0, detail: '请检查网络；已填写的内容保留在本页。' })
  }
  if (o.blob && res.ok) return { body: (await res.blob()) as T, etag: res.headers.get('ETag') ?? '', status: res.status }
  const text = await res.text()
  let parsed: unknown = undefined
  if (text) {
    try {
      parsed = JSON.parse(text)
    } catch {
      parsed = undefined
    }
  }
  if (!res.ok) {
    const p = (parsed ?? {}) as Record<string, unknown>
    if (p.code === 'actor.no_delegation' && stands) actAsOneself() // it has ended meanwhile
    if (res.status === 401 && !path.startsWith('/api/session')) window.dispatchEvent(new Event('hj-signed-out'))
    throw new Problem({
      status: res.status,
      code: p.code as string,
      title: p.title as string,
      detail: p.detail as string,
      id: (p.id as string) || res.headers.get('X-Request-Id') || '',
      fields: p.fields as ProblemField[],
    })
  }
  return { body: parsed as T, etag: res.headers.get('ETag') ?? '', status: res.status }
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal) =>
  (await send<T>('GET', url(path, query), { signal })).body
export const post = async <T>(path: string, body?: unknown, headers?: Record<string, string>) =>
  (await send<T>('POST', path, { body: body ?? {}, headers })).body
export const del = async <T>(path: string) => (await send<T>('DELETE', path)).body

/** A key under which the server does the same act once, however often it is sent. */
export function idempotencyKey() {
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
}

/** Sends a file with progress, which fetch cannot tell. */
export function upload<T>(path: string, file: File, onProgress?: (done: number, total: number) => void): { promise: Promise<T>; cancel: () => void } {
  const xhr = new XMLHttpRequest()
  const promise = new Promise<T>((resolve, reject) => {
    xhr.open('POST', path)
    xhr.setRequestHeader('X-Requested-With', 'hengjian')
    xhr.setRequestHeader('Accept', 'application/json')
    xhr.upload.onprogress = (e) => e.lengthComputable && onProgress?.(e.loaded, e.total)
    xhr.onerror = () => reject(new Problem({ status: 0, detail: '上传中断，文件未保存，请重试。' }))
    xhr.onabort = () => reject(new Problem({ status: 0, title: '已取消上传', detail: '文件未保存。' }))
    xhr.onload = () => {
      let body: Record<string, unknown> = {}
      try {
        body = JSON.parse(xhr.responseText)
      } catch {
        /* the status tells enough */
      }
      if (xhr.status >= 200 && xhr.status < 300) resolve(body as T)
      else reject(new Problem({ status: xhr.status, ...(body as object) }))
    }
    const form = new FormData()
    form.append('file', file)
    xhr.send(form)
  })
  return { promise, cancel: () => xhr.abort() }
}
