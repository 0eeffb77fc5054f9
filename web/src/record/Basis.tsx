import { Link } from 'react-router'
import { toKind } from '../api/paths'
import type { Kind } from '../api/types'
import { Card } from '../kit/Bits'
import { Status } from '../kit/Status'

/** Article as written in a citation: a number, a number with paragraph, or words. */
const article = (a: string | undefined) => (!a ? '' : /^[\d.]+$/.test(a) ? `第${a}条` : a)

/** The law a kind rests on; what is not settled says so. */
export const Basis = ({ decl, plain }: { decl: Kind; plain?: boolean }) => {
  const items = decl.basis ?? []
  const body = items.length === 0 ? <div className="t13 t2">声明中没有引用条文。</div> : (
    <div className="t13" style={{ lineHeight: '24px' }}>
      {items.map((b, i) => (
        <div key={i}>
          {`《${b.name || b.law}》`}{article(b.article)}
          {b.title && <span className="t2">　{b.title}</span>}
          {b.unsure && <span style={{ marginLeft: 8 }}><Status tone="soon">存疑</Status></span>}
        </div>
      ))}
    </div>
  )
  if (plain) return body
  return <Card title="依据" pad more={<Link to={toKind(decl.name)}>字段与依据</Link>}>{body}</Card>
}
