import { useMemo, useState } from 'react'
import { usePage } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { useSite } from './data'

type Schema = { type?: string; title?: string; description?: string; format?: string; enum?: string[]; maxLength?: number; properties?: Record<string, Schema>; items?: Schema }
type Param = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
type Operation = {
  operationId: string
  summary?: string
  tags?: string[]
  parameters?: Param[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, { description?: string; content?: Record<string, unknown> }>
}
type Api = { info: { title: string; version: string }; paths: Record<string, Record<string, Operation>> }
type Line = { method: string; path: string; op: Operation }

const order = ['公开', '系统', '账号', '账本']

/** The API as its own description has it: what a program may ask, in words. */
export default function ApiDocs() {
  const load = useLoad<Api>('/api/openapi.json')
  const site = useSite()
  const [find, setFind] = useState('')
  usePage('接口文档', site?.office)
  const groups = useMemo(() => {
    const by = new Map<string, Line[]>()
    for (const [path, ops] of Object.entries(load.data?.paths ?? {}))
      for (const [method, op] of Object.entries(ops)) {
        const tag = op.tags?.[0] ?? '其他'
        by.set(tag, [...(by.get(tag) ?? []), { method: method.toUpperCase(), path, op }])
      }
    const rank = (t: string) => (order.includes(t) ? order.indexOf(t) : order.length)
    return [...by].sort((a, b) => rank(a[0]) - rank(b[0]) || a[0].localeCompare(b[0], 'zh-CN'))
  }, [load.data])
  const hit = (l: Line) => !find || (l.path + (l.op.summary ?? '')).toLowerCase().includes(find.toLowerCase())
  const shown = groups.map(([tag, lines]) => [tag, lines.filter(hit)] as const).filter(([, lines]) => lines.length > 0)
  return (
    <div className="wrap">
      <h1 className="page-title">接口文档</h1>
      <p className="lead">
        标“公开”的接口不用登录，任何网页和程序都可以调用，每分钟约 120 次；其余接口凭密钥（请求头 <code>Authorization: Bearer …</code>）调用，权限与持有人相同。出错时按 RFC 9457 返回 <code>title</code>、<code>detail</code>、<code>fields</code> 和可引用的 <code>id</code>。机器可读的全文：<a href="/api/openapi.json">openapi.json</a>。
      </p>
      <label className="filter">
        <span className="unseen">在接口中查找</span>
        <input type="search" className="plain-field" placeholder="在接口中查找" value={find} onChange={(e) => setFind(e.target.value)} />
      </label>
      {load.problem && <Failed of={load.problem} retry={load.again} />}
      {!load.data && !load.problem && <Waiting rows={10} />}
      {shown.map(([tag, lines]) => (
        <section key={tag} className="api">
          <h2>
            {tag} <i>{lines.length}</i>
          </h2>
          <div className="card">
            {lines.map((l) => (
              <details key={l.op.operationId}>
                <summary>
                  <code className={'verb ' + l.method}>{l.method}</code>
                  <code className="grow breaks">{l.path}</code>
                  <span className="what">{l.op.summary}</span>
                </summary>
                <Body op={l.op} />
              </details>
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}

const where: Record<string, string> = { path: '路径', query: '查询', header: '请求头' }

function Body({ op }: { op: Operation }) {
  const content = Object.entries(op.requestBody?.content ?? {})
  return (
    <div className="op">
      {(op.parameters?.length ?? 0) > 0 && (
        <table className="lines">
          <thead>
            <tr>
              <th scope="col">参数</th>
              <th scope="col">位置</th>
              <th scope="col">说明</th>
            </tr>
          </thead>
          <tbody>
            {op.parameters!.map((p) => (
              <tr key={p.in + p.name}>
                <td className="mono">{p.name}</td>
                <td>{where[p.in] ?? p.in}</td>
                <td>
                  {p.description}
                  {p.required && <span className="quiet"> 必填</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {content.map(([type, c]) => (
        <div key={type}>
          <p className="small quiet">提交 {type}</p>
          {c.schema && <Members of={c.schema} depth={0} />}
        </div>
      ))}
      <p className="small">
        应答：
        {Object.entries(op.responses ?? {}).map(([status, r]) => (
          <span key={status} className="nowrap">
            {status} {r.description === 'OK' ? '成功' : (r.description ?? '')}
            {r.content && !Object.keys(r.content).some((t) => t.includes('problem')) && <span className="quiet">（{Object.keys(r.content).join('、')}）</span>}　
          </span>
        ))}
      </p>
    </div>
  )
}

const Members = ({ of, depth }: { of: Schema; depth: number }) =>
  of.properties ? (
    <ul className="members">
      {Object.entries(of.properties).map(([name, s]) => (
        <li key={name}>
          <code>{name}</code> <span className="quiet">{s.type}</span> {s.title ?? ''} <span className="quiet">{s.description ?? ''}</span>
          {s.enum && <span className="quiet">：{s.enum.join('、')}</span>}
          {depth < 2 && <Members of={s.items ?? s} depth={depth + 1} />}
        </li>
      ))}
    </ul>
  ) : null
