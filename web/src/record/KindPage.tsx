import { Link, useParams } from 'react-router'
import { asProblem } from '../api/client'
import { toList } from '../api/paths'
import { findKind, useKind, useMeta } from '../api/queries'
import type { Field } from '../api/types'
import { ownerOf } from '../api/words'
import { Card, Copy, KV, PageHead } from '../kit/Bits'
import { codeList } from '../kit/field/spec'
import { ErrorState, Skeleton } from '../kit/States'
import { Basis } from './Basis'

const types: Record<string, string> = {
  text: '文字', number: '数字', money: '金额', date: '日期', time: '时间', bool: '是否', code: '代码', enum: '选项',
  subject: '监管对象', reference: '引用', area: '区域', person: '人员', file: '文件', list: '列表',
}

// The platforms a declaration may name as upstream.
const platforms: Record<string, string> = {
  'province-register': '省局登记库', 'national-12315': '全国12315平台', 'national-publicity': '国家企业信用信息公示系统', 'double-random': '双随机、一公开平台', 'internet-supervision': '互联网+监管系统', 'double-publicity': '双公示平台',
}

function limits(f: Field): string[] {
  const out: string[] = []
  if (f.required) out.push('必填')
  if (f.unique) out.push(f.unique === 'everywhere' ? '全域唯一' : '本市唯一')
  if (f.search) out.push('可搜索')
  if (f.personal) out.push('个人信息')
  if (f.secret) out.push('保密')
  if (f.computed) out.push('推算')
  if (f.max) out.push(`至多 ${f.max} 字`)
  if (f.scale) out.push(`${f.scale} 位小数`)
  if (f.unit) out.push(`单位 ${f.unit}`)
  if (f.city) out.push('本市增加')
  if (f.until) out.push(`用至 ${f.until}`)
  return out
}

/** What a kind is made of, on what basis, from which file: an officer of the legal section can read it. */
export default function KindPage() {
  const { kind = '' } = useParams()
  const decl = useKind(kind)
  const meta = useMeta().data
  if (decl.isError) return <ErrorState of={asProblem(decl.error)} retry={() => decl.refetch()} />
  if (!decl.data) return <Skeleton rows={12} />
  const d = decl.data
  const place = findKind(meta, kind)
  const up = d.upstream ?? {}
  const acts = d.acts ?? []
  const of = (f: Field) => {
    const k = findKind(meta, f.of ?? '')
    if (k) return k.kind.title
    const list = codeList(f)
    return list ? <span className="mono">{list}</span> : ''
  }
  const names = Object.fromEntries(d.fields.map((f) => [f.name, f.title]))
  return (
    <div className="page scroll inner">
      <PageHead title={`${d.title}　字段与依据`} crumb={<Link to={toList(d.matter, d.name)}>{d.title}</Link>} sub={place?.matter.title} />
      <div className="rail">
        <div className="col">
          <Card title="字段" count={d.fields.length} style={{ overflow: 'hidden' }}>
            <table className="dt wrapcells">
              <colgroup><col style={{ width: '17%' }} /><col style={{ width: '16%' }} /><col style={{ width: 78 }} /><col style={{ width: '21%' }} /><col style={{ width: 94 }} /><col /></colgroup>
              <thead><tr><th scope="col">名称</th><th scope="col">列名</th><th scope="col">类型</th><th scope="col">要求</th><th scope="col">归属</th><th scope="col">取值、说明</th></tr></thead>
              <tbody>
                {d.fields.map((f) => (
                  <tr key={f.name}>
                    <td>{f.title}</td>
                    <td className="mono t2">{f.name}</td>
                    <td>{types[f.type] ?? f.type}</td>
                    <td className="t2">{limits(f).join('，')}</td>
                    <td>{ownerOf(f.owner) || '本局'}</td>
                    <td className="t2">{f.article && <span className="flag" style={{ marginRight: 6 }}>{/^[\d.]+$/.test(f.article) ? `第${f.article}条` : f.article}</span>}{f.help || (f.options?.length ? f.options.map((o) => o.title).join('、') : of(f))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
          {(d.checks?.length ?? 0) > 0 && (
            <Card title="检查" count={d.checks!.length} style={{ overflow: 'hidden' }}>
              <table className="dt wrapcells">
                <colgroup><col style={{ width: '50%' }} /><col /></colgroup>
                <thead><tr><th scope="col">不予登记的情形</th><th scope="col">提示</th></tr></thead>
                <tbody>{d.checks!.map((c, i) => <tr key={i}><td className="mono">{c.if}</td><td>{c.say}</td></tr>)}</tbody>
              </table>
            </Card>
          )}
          {acts.length > 0 && (
            <Card title="办理动作" count={acts.length} style={{ overflow: 'hidden' }}>
              <table className="dt wrapcells">
                <colgroup><col style={{ width: '25%' }} /><col style={{ width: '25%' }} /><col /></colgroup>
                <thead><tr><th scope="col">动作</th><th scope="col">须写明理由</th><th scope="col">须填字段</th></tr></thead>
                <tbody>{acts.map((a) => <tr key={a.name}><td>{a.title}</td><td>{a.reason ? '是' : <span className="zero">否</span>}</td><td className="t2">{(a.needs ?? []).map((n) => names[n] ?? n).join('、') || '—'}</td></tr>)}</tbody>
              </table>
            </Card>
          )}
          {d.source && <Card title="声明原文" count={d.file}><pre className="note-pre" style={{ margin: 0, border: 0, maxHeight: 520, overflow: 'auto' }} tabIndex={0}>{d.source}</pre></Card>}
        </div>
        <div className="col">
          <Card title="依据" pad><Basis decl={d} plain /></Card>
          <Card title="声明" pad>
            <KV items={[
              ['文件', <span key="f" className="mono" style={{ overflowWrap: 'anywhere', lineHeight: '18px' }}>{d.file}</span>],
              ['摘要', <span key="d" className="row" style={{ gap: 2 }}><span className="mono cut" title={d.digest}>{d.digest}</span><Copy text={d.digest} label="复制摘要" /></span>],
              ['编号', d.number || '不编号'],
              ...(up.platform ? [['上级平台', platforms[String(up.platform)] ?? String(up.platform)] as [string, React.ReactNode]] : []),
              ...(up.number ? [['平台编号', names[String(up.number)] ?? String(up.number)] as [string, React.ReactNode]] : []),
              ['公示', Array.isArray(d.publish) && d.publish.length ? `${d.publish.length} 项` : '不公示'],
            ]} />
            {d.help && <p className="t13 t2" style={{ margin: '8px 0 0' }}>{d.help}</p>}
          </Card>
        </div>
      </div>
    </div>
  )
}
